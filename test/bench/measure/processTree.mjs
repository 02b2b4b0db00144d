// What a process and its descendants have used, from Linux's /proc.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node supports
const bytesPerPage = 4096;

/** CPU time in µs that the tree of `pid` has used, children that ended included. */
export function cpuMicros(pid) {
  return sum(treeOf(pid).map((member) => sum(statOf(member).slice(11, 15).map(Number)))) * (1_000_000 / ticksPerSecond);
}

/** Processes whose command line has a text in it, such as the database that Postgres names there. */
export function processesNaming(text) {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(text));
}

/** Resident memory of the tree of `pid` in bytes. */
export function residentBytes(pid) {
  return sum(treeOf(pid).map((member) => Number(statOf(member)[21]))) * bytesPerPage;
}

/** A process and its descendants. */
export function treeOf(pid) {
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

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended since it was listed
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
