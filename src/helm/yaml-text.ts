import { GoError } from '../lang/govalue/index.ts';
import { parseYaml, printYaml, unmarshalMessage, YamlError } from '../lang/yaml/index.ts';

/**
 * Reads the first document of a YAML text as Helm reads values, `Chart.yaml` and manifests: through sigs.k8s.io/yaml.
 *
 * @param integers - `bigint` tells integers from floats, for what is fitted into a struct: the two make different texts.
 * @throws EddyError YamlSyntax or YamlLimit with the message of that library, and the place in the text.
 */
export function readYaml(text: string, integers: 'float64' | 'bigint' = 'float64'): unknown {
  try {
    return parseYaml(text, { integers });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw error.with({ message: unmarshalMessage(error), cause: error });
  }
}

/** Prints plain data as sigs.k8s.io/yaml does. @throws GoError with the message of that library for what it cannot print, such as some control characters. */
export function writeYaml(value: unknown): string {
  try {
    return printYaml(value);
  } catch (error) {
    throw error instanceof YamlError ? new GoError(error.goMessage, { cause: error }) : error;
  }
}
