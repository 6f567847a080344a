import { readType, type CelType } from './types.ts';

/** One way to call a function. */
export interface Overload {
  /** Undefined for a global function. */
  readonly target: CelType | undefined;
  readonly args: readonly CelType[];
  readonly result: CelType;
}

/** name: [target.](args) -> result; several overloads in one line are separated by `;`. */
const DECLARATIONS = `
_==_: (A,A)->bool
_!=_: (A,A)->bool
_&&_: (bool,bool)->bool
_||_: (bool,bool)->bool
!_: (bool)->bool
-_: (int)->int; (double)->double
_?_:_: (bool,A,A)->A
@in: (A,list(A))->bool; (A,map(A,B))->bool
_[_]: (list(A),int)->A; (map(A,B),A)->B; (optional_type(list(V)),int)->optional_type(V); (optional_type(map(K,V)),K)->optional_type(V)
_[?_]: (list(V),int)->optional_type(V); (map(K,V),K)->optional_type(V); (optional_type(list(V)),int)->optional_type(V); (optional_type(map(K,V)),K)->optional_type(V)
_+_: (int,int)->int; (uint,uint)->uint; (double,double)->double; (string,string)->string; (bytes,bytes)->bytes; (list(A),list(A))->list(A); (timestamp,duration)->timestamp; (duration,timestamp)->timestamp; (duration,duration)->duration
_-_: (int,int)->int; (uint,uint)->uint; (double,double)->double; (timestamp,timestamp)->duration; (timestamp,duration)->timestamp; (duration,duration)->duration
_*_: (int,int)->int; (uint,uint)->uint; (double,double)->double
_/_: (int,int)->int; (uint,uint)->uint; (double,double)->double
_%_: (int,int)->int; (uint,uint)->uint
size: (string)->int; (bytes)->int; (list(A))->int; (map(A,B))->int; string.()->int; bytes.()->int; list(A).()->int; map(A,B).()->int
startsWith: string.(string)->bool
endsWith: string.(string)->bool
contains: string.(string)->bool
matches: string.(string)->bool; (string,string)->bool
int: (int)->int; (uint)->int; (double)->int; (string)->int; (timestamp)->int; (duration)->int
uint: (uint)->uint; (int)->uint; (double)->uint; (string)->uint
double: (double)->double; (int)->double; (uint)->double; (string)->double
string: (string)->string; (bool)->string; (int)->string; (uint)->string; (double)->string; (bytes)->string; (timestamp)->string; (duration)->string
bytes: (bytes)->bytes; (string)->bytes
bool: (bool)->bool; (string)->bool
dyn: (A)->dyn
type: (A)->type
duration: (duration)->duration; (int)->duration; (string)->duration
timestamp: (timestamp)->timestamp; (int)->timestamp; (string)->timestamp
charAt: string.(int)->string
indexOf: string.(string)->int; string.(string,int)->int
lastIndexOf: string.(string)->int; string.(string,int)->int
lowerAscii: string.()->string
upperAscii: string.()->string
replace: string.(string,string)->string; string.(string,string,int)->string
split: string.(string)->list(string); string.(string,int)->list(string)
substring: string.(int)->string; string.(int,int)->string
trim: string.()->string
join: list(string).()->string; list(string).(string)->string
format: string.(list(dyn))->string
reverse: string.()->string
strings.quote: (string)->string
base64.encode: (bytes)->string
base64.decode: (string)->bytes
sets.contains: (list(A),list(A))->bool
sets.equivalent: (list(A),list(A))->bool
sets.intersects: (list(A),list(A))->bool
optional.of: (V)->optional_type(V)
optional.ofNonZeroValue: (V)->optional_type(V)
optional.none: ()->optional_type(V)
hasValue: optional_type(V).()->bool
value: optional_type(V).()->V
or: optional_type(V).(optional_type(V))->optional_type(V)
orValue: optional_type(V).(V)->V
getFullYear: timestamp.()->int; timestamp.(string)->int
getMonth: timestamp.()->int; timestamp.(string)->int
getDayOfYear: timestamp.()->int; timestamp.(string)->int
getDayOfMonth: timestamp.()->int; timestamp.(string)->int
getDate: timestamp.()->int; timestamp.(string)->int
getDayOfWeek: timestamp.()->int; timestamp.(string)->int
getHours: timestamp.()->int; timestamp.(string)->int; duration.()->int
getMinutes: timestamp.()->int; timestamp.(string)->int; duration.()->int
getSeconds: timestamp.()->int; timestamp.(string)->int; duration.()->int
getMilliseconds: timestamp.()->int; timestamp.(string)->int; duration.()->int
`;

/** Numbers of any kind compare with each other; all else with its own kind. */
const COMPARED = [...['int', 'uint', 'double'].flatMap((a) => ['int', 'uint', 'double'].map((b) => [a, b] as const)), ...['bool', 'string', 'bytes', 'timestamp', 'duration'].map((kind) => [kind, kind] as const)];

let table: ReadonlyMap<string, readonly Overload[]> | undefined;

/**
 * The overloads of a function; undefined where nothing of that name is declared.
 *
 * Follows google/cel-go v0.26.1 common/stdlib, with the extensions that fluxcd/pkg runtime v0.110.1 turns on: optionals, strings, sets, encoders.
 */
export function overloadsOf(name: string): readonly Overload[] | undefined {
  table ??= readDeclarations();
  return table.get(name);
}

function readDeclarations(): ReadonlyMap<string, readonly Overload[]> {
  const found = new Map<string, readonly Overload[]>();
  for (const line of DECLARATIONS.trim().split('\n')) {
    const colon = line.indexOf(': ');
    found.set(line.slice(0, colon), line.slice(colon + 2).split('; ').map(readOverload));
  }
  const compared = COMPARED.map(([a, b]) => ({ target: undefined, args: [readType(a), readType(b)], result: readType('bool') }));
  for (const operator of ['_<_', '_<=_', '_>_', '_>=_']) found.set(operator, compared);
  return found;
}

function readOverload(text: string): Overload {
  const [head = '', result = ''] = text.split('->');
  const member = head.lastIndexOf('.(');
  const args = member === -1 ? head : head.slice(member + 1);
  return { target: member === -1 ? undefined : readType(head.slice(0, member)), args: readType(`f${args}`).args.filter(({ name }) => name !== ''), result: readType(result) };
}
