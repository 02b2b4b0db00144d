/** What a partner's subgraph may do while it runs, and what that costs: tried over HTTP on a running gateway. */
export interface ContainedFault {
  kind: 'stalls' | 'floods' | 'lies' | 'leaks';
  does: string;
  /** What is seen in the place of the partner's own fields. */
  code: string;
  /** Where it is tried: a file below `test/`, and words of its test. */
  test: string;
  words: string;
}

const contained =
  (kind: ContainedFault['kind'], test: string, code: string) =>
  (does: string, words: string): ContainedFault => ({ kind, does, code, test, words });

const faults = 'gateway/failingNeighbours.test.ts';
const stalls = contained('stalls', faults, 'SUBGRAPH_TIMEOUT');
const dies = contained('stalls', faults, 'SUBGRAPH_UNAVAILABLE');
const babbles = contained('lies', faults, 'SUBGRAPH_RESPONSE_INVALID');
const floods = contained('floods', faults, 'SUBGRAPH_RESPONSE_INVALID');
const wrong = contained('lies', 'gateway/hostileSubgraphs.test.ts', 'SUBGRAPH_RESPONSE_INVALID');
const other = contained('lies', 'gateway/otherEntities.test.ts', 'SUBGRAPH_RESPONSE_INVALID');
const reordered = contained('lies', 'gateway/keysAskedBack.test.ts', 'SUBGRAPH_RESPONSE_INVALID');
const leaks = contained('leaks', 'gateway/subgraphErrors.test.ts', 'DOWNSTREAM_SERVICE_ERROR');

export const containedFaults: readonly ContainedFault[] = [
  stalls('takes the request and is silent', "name: 'silent'"),
  stalls('sends its answer a byte at a time', "name: 'a slow drip'"),
  dies('refuses connections', 'that refuses connections costs its fields'),
  dies('ends in the middle of an answer', "name: 'a body cut short'"),
  dies('says that it is busy, with 503', "name: '503'"),
  dies('says that it is asked too often, with 429', "name: '429'"),
  dies('answers what is not HTTP', "name: 'garbage'"),
  babbles('answers HTML with 200', "name: 'HTML with 200'"),
  babbles('answers HTML that says it is JSON', "name: 'HTML that says it is JSON'"),
  babbles('answers JSON that is not GraphQL', "name: 'JSON that is not GraphQL'"),
  babbles('answers a failure status in JSON', "name: '502 in JSON'"),
  babbles('answers with another media type', "name: 'another type'"),
  floods('answers without end', "name: 'an endless body'"),
  floods('answers 200 MB', "name: '200 MB'"),
  wrong('sends a text for a number', "'a number as a text'"),
  wrong('sends a fraction for an integer', "'a number that is no integer'"),
  wrong('nests a value 100,000 deep', 'a scalar of 100 000'),
  other('answers an entity of another type than it was asked about', 'is not merged'),
  other('answers two entities in each other’s place, of different types', 'and its neighbour is'),
  reordered('answers entities of one type in each other’s place', 'in each other’s place'),
  reordered('answers them in each other’s place, of a key with objects', 'held to objects in a key'),
  reordered('answers them in each other’s place, asked for by an interface', 'asked for by an interface'),
  reordered('answers entities without the key that it is asked for', 'that bears no key'),
  leaks('names a patient or a machine in an error', 'which names no patient'),
  leaks('says a code that is the gateway’s own word', 'cannot bear a code that is the gateway’s own word'),
];
