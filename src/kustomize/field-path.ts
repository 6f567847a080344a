/**
 * Splits a path at a delimiter; a backslash before the delimiter keeps it.
 *
 * Follows kustomize kyaml v0.21.1 utils/pathsplitter.go.
 */
export function splitPath(path: string, delimiter: '/' | '.'): string[] {
  const parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts.shift();
  const result = [parts[0] ?? ''];
  for (const part of parts.slice(1)) {
    const last = result[result.length - 1]!;
    if (last.endsWith('\\')) result[result.length - 1] = last.slice(0, -1) + delimiter + part;
    else result.push(part);
  }
  return result;
}

/** As `splitPath`, keeping `[name=a.b]` together and taking `[a.b]` for the key `a.b`. */
export function splitBracketPath(path: string): string[] {
  const parts = splitPath(path, '.');
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (!part.startsWith('[') || part.endsWith(']')) {
      result.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < parts.length - 1) {
      bracketed.push(parts[++i]!);
      if (parts[i]!.endsWith(']')) break;
    }
    const text = bracketed.join('.');
    result.push(text.includes('=') ? text : text.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return result;
}
