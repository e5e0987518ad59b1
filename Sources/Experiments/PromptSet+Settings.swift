public import Analyses
public import Foundation

extension PromptSet {
  /// Reads prompts from a YAML file: `classes`, and `templates` for those without prompts of their own.
  ///
  /// - Throws: `SettingsError` that names the key.
  public init(file: URL) throws(SettingsError) { try self.init(SettingsNode(file: file)) }

  init(_ node: SettingsNode) throws(SettingsError) {
    try node.allow(["classes", "templates"])
    let given = try node.texts("templates")
    if let node = node["templates"] {
      for element in node.isList ? try node.elements() : [node] {
        guard try !element.text().contains(Self.place) else { continue }
        throw element.wrong(expected: "a template with \(Self.place) where the class goes")
      }
    }
    let templates = given.isEmpty ? Self.standardTemplates : given
    let classes = try node.require("classes", example: "[cat, dog]")
    let found =
      try classes.isMap
      ? classes.classes(templates)
      : PromptSet(names: classes.names(each: "class"), templates: templates).classes
    guard found.count >= 2 else { throw classes.wrong(expected: "at least two classes") }
    self.init(classes: found)
  }
}

extension SettingsNode {
  /// A class with a text has the templates about it, one with a list these prompts.
  fileprivate func classes(_ templates: [String]) throws(SettingsError) -> [PromptSet.Class] {
    var found: [PromptSet.Class] = []
    for name in try keys() {
      guard let node = self[name] else {
        throw wrong(expected: "something said of each class; \(name) has no prompt")
      }
      guard node.isList else {
        let subject = try node.text()
        guard !subject.allSatisfy(\.isWhitespace) else {
          throw node.wrong(expected: "what stands for the class in templates")
        }
        found.append(.init(name: name, subject: subject, templates: templates))
        continue
      }
      var prompts: [String] = []
      for element in try node.elements() { prompts.append(try element.text()) }
      guard !prompts.isEmpty, prompts.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
        throw node.wrong(expected: "at least one prompt, none of them empty")
      }
      found.append(.init(name: name, prompts: prompts))
    }
    return found
  }
}
