import { parseDocument, type CollectionTag, type ScalarTag } from 'yaml'

const rubyBinary: ScalarTag = {
  tag: '!binary',
  resolve: (text) => new Uint8Array(Buffer.from(text, 'base64')),
}

// Python wrote these map keys as calls; without the tag the key reads `[ Accept ]`.
const multidictKey: CollectionTag = {
  tag: 'tag:yaml.org,2002:python/object/apply:multidict._multidict.istr',
  collection: 'seq',
  resolve: (node) => node.items[0],
}

/** Parses a YAML cassette; a tag it does not know is an error, never a plain string. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, {
    customTags: [rubyBinary, multidictKey],
    logLevel: 'silent',
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw problem
  return document.toJS()
}
