import Embeddings

/// Whose vectors, and of which items, in templates.
struct EncoderForm {
  let encoders: [ChoiceOption]
  let filters: FilterForm

  init(_ chosen: any Embeddings.Encoder, _ encoders: ServedEncoders, _ filters: FilterForm) {
    self.encoders = encoders.options(chosen)
    self.filters = filters
  }
}

extension ServedEncoders {
  /// All of them, to choose from.
  func options(_ chosen: any Embeddings.Encoder) -> [ChoiceOption] {
    names.map { ChoiceOption(value: $0, text: $0, isSelected: $0 == chosen.id.name) }
  }
}
