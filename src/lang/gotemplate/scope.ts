/** A variable in reach. Its container, where `range` fills it, is kept in a slot of its own for error texts. */
export interface Variable {
  readonly name: string;
  readonly slot: number;
  container: number | undefined;
}

/** The variables in reach while a body is compiled, each with its slot in the frame. */
export class Scope {
  readonly #variables: Variable[] = [];
  #slots = 0;
  /** The slot of what the innermost `range` iterates over; undefined where the dot is the value of a pipeline. */
  dotContainer: number | undefined;

  /** How many slots a frame needs. */
  get slots(): number {
    return this.#slots;
  }

  /** Reserves a slot without a name. */
  reserve(): number {
    return this.#slots++;
  }

  declare(name: string): Variable {
    const variable = { name, slot: this.reserve(), container: undefined };
    this.#variables.push(variable);
    return variable;
  }

  /** Says that a variable is filled by `range` from the container in a slot. */
  fillFrom(name: string, container: number): void {
    const variable = this.find(name);
    if (variable !== undefined) variable.container = container;
  }

  /** The innermost variable of a name; undefined for one that is not in reach, and for `$`. */
  find(name: string): Variable | undefined {
    return this.#variables.findLast((variable) => variable.name === name);
  }

  /** Runs a step; what it declares is out of reach afterwards. */
  nested<T>(step: () => T): T {
    const depth = this.#variables.length;
    const { dotContainer } = this;
    const result = step();
    this.#variables.length = depth;
    this.dotContainer = dotContainer;
    return result;
  }
}
