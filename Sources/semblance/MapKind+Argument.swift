public import Analyses
public import ArgumentParser

extension MapKind: ExpressibleByArgument {}
extension MapMetric: ExpressibleByArgument {}
