// What a process and its descendants have used, from Linux's /proc.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node supports
const bytesPerPage = 4096;

/** CPU time in µs that the tree of `pid` has used, children that ended included. */
export function cpuMicros(pid) {
  return sum(treeOf(pid).map((member) => sum(statOf(member).slice(11, 15).map(Number)))) * (1_000_000 / ticksPerSecond);
}

/** CPU time in µs of each process in the tree of `pid`. */
export function cpuOfEach(pid) {
  const ownMicros = (member) => sum(statOf(member).slice(11, 13).map(Number)) * (1_000_000 / ticksPerSecond);
  return new Map(treeOf(pid).map((member) => [member, ownMicros(member)]));
}

/** Resident memory of the tree of `pid` in bytes. */
export function residentBytes(pid) {
  return sum(treeOf(pid).map((member) => Number(statOf(member)[21]))) * bytesPerPage;
}

function treeOf(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => childrenOf(`/proc/${pid}/task/${thread}`));
  return [pid, ...children.flatMap(treeOf)];
}

function childrenOf(thread) {
  try {
    return readFileSync(`${thread}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return []; // the thread has ended since it was listed
  }
}

/** Fields of /proc/<pid>/stat after the command, whose name may hold spaces: the first is the state. */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
