/**
 * Ten to the power of an integer, rounded as Go's `math.Pow` rounds it, which neither JavaScript nor the decimal literal does everywhere.
 *
 * Follows Go 1.26 `math/pow.go`: repeated squaring of the fraction 0.625, with the exponent of two counted apart.
 */
export function powerOfTen(power: number): number {
  let fraction = 1;
  let exponent = 0;
  let square = 0.625;
  let squareExponent = 4;
  for (let rest = Math.abs(power); rest !== 0; rest = Math.floor(rest / 2)) {
    if (squareExponent > MAX_EXPONENT) {
      exponent += squareExponent;
      break;
    }
    if (rest % 2 === 1) {
      fraction *= square;
      exponent += squareExponent;
    }
    square *= square;
    squareExponent *= 2;
    if (square < 0.5) {
      square *= 2;
      squareExponent--;
    }
  }
  return power < 0 ? timesPowerOfTwo(1 / fraction, -exponent) : timesPowerOfTwo(fraction, exponent);
}

const MAX_EXPONENT = 4096;

/** In two steps, of which the first is exact: the power alone may be too small for a float64. */
function timesPowerOfTwo(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}
