public import ArgumentParser
public import Experiments

extension PartColumn: ExpressibleByArgument {}
