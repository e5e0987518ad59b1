public import Analyses
public import ArgumentParser

extension PartColumn: ExpressibleByArgument {}
