import type { Dict } from '../../std/dict.ts';

/** A struct of Go, whose fields print in their own order. */
export class YamlStruct {
  readonly fields: Dict;

  constructor(fields: Dict) {
    this.fields = fields;
  }
}
