public import ArgumentParser
public import Statistics

extension ShiftKernel: ExpressibleByArgument {}
