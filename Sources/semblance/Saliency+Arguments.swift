public import Analyses
public import ArgumentParser
public import Embeddings
public import Images

extension SaliencyKind: ExpressibleByArgument {}

extension PromptKind: ExpressibleByArgument {}

extension Veil: ExpressibleByArgument {}
