import { parseYaml, unmarshalMessage, YamlError } from '../lang/yaml/index.ts';

/**
 * Reads the first document of a YAML text as Helm reads values, `Chart.yaml` and manifests: through sigs.k8s.io/yaml.
 *
 * @throws EddyError YamlSyntax or YamlLimit with the message of that library, and the place in the text.
 */
export function readYaml(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw error.with({ message: unmarshalMessage(error), cause: error });
  }
}
