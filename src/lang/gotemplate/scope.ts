/** A variable in reach. Its container, where `range` fills it, is kept in a slot of its own for error texts. */
export interface Variable {
  readonly name: string;
  readonly slot: number;
  readonly container: number | undefined;
  /** The one that was in reach before. */
  readonly outer: Variable | undefined;
}

/** What was in reach at some place of a body. */
export interface Reach {
  readonly innermost: Variable | undefined;
  readonly dotContainer: number | undefined;
}

/** The variables in reach while a body is compiled, each with its slot in the frame. */
export class Scope {
  #innermost: Variable | undefined;
  #slots = 0;
  /** The slot of what the innermost `range` iterates over; undefined where the dot is the value of a pipeline. */
  dotContainer: number | undefined;

  /** How many slots a frame needs for what is compiled so far. */
  get slots(): number {
    return this.#slots;
  }

  /** Reserves a slot without a name. */
  reserve(): number {
    return this.#slots++;
  }

  declare(name: string): Variable {
    return (this.#innermost = { name, slot: this.reserve(), container: undefined, outer: this.#innermost });
  }

  /** Says that a variable is filled by `range` from the container in a slot. */
  fillFrom(name: string, container: number): void {
    const variable = this.find(name);
    if (variable !== undefined) this.#innermost = { ...variable, container, outer: this.#innermost };
  }

  /** The innermost variable of a name; undefined for one that is not in reach, and for `$`. */
  find(name: string): Variable | undefined {
    let variable = this.#innermost;
    while (variable !== undefined && variable.name !== name) variable = variable.outer;
    return variable;
  }

  /** Runs a step; what it declares is out of reach afterwards. */
  nested<T>(step: () => T): T {
    const innermost = this.#innermost;
    const { dotContainer } = this;
    const result = step();
    this.#innermost = innermost;
    this.dotContainer = dotContainer;
    return result;
  }

  /** What is in reach now, for `within`. */
  reach(): Reach {
    return { innermost: this.#innermost, dotContainer: this.dotContainer };
  }

  /** Runs a step that finds in reach what was so before. */
  within<T>({ innermost, dotContainer }: Reach, step: () => T): T {
    return this.nested(() => {
      this.#innermost = innermost;
      this.dotContainer = dotContainer;
      return step();
    });
  }
}
