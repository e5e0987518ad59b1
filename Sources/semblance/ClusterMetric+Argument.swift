public import Analyses
public import ArgumentParser
public import Statistics

extension ClusterMetric: ExpressibleByArgument {}
extension ClusterSelection: ExpressibleByArgument {}
