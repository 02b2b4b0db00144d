import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WaslError } from '@wasl/schema/errors.ts';
import { lastActOf, readHistory, readKeys } from './registry.ts';
import { readStoredEntries } from './registryFolder.ts';
import { digestOf, type Entry } from './release.ts';

/** What says which supergraph a registry's folder has in force. */
export interface Seal {
  /** What its answer depends on beside the supergraph: files and folders. */
  files: readonly string[];
  /** @throws WaslError SUPERGRAPH_REFUSED for another supergraph than the last approval or return was signed for */
  verify(sdl: string): void;
}

export interface SealOptions {
  /** Whom the registry knows. Default: `keys.json` beside the supergraph. */
  keysFile?: string | undefined;
  /** Called once for a registry in which nothing was approved yet: what lies there is served as it stands. Not with a `keysFile`: then it is refused. */
  onUnsigned?(): void;
}

/**
 * The seal of the registry in whose folder a supergraph lies; undefined where that is no registry. Whoever may write to the folder puts nothing in
 * force by that: an approval or a return is signed for the digest of its supergraph.
 */
export function sealOf(supergraphFile: string, { keysFile, onUnsigned }: SealOptions = {}): Seal | undefined {
  const folder = dirname(supergraphFile);
  const keys = keysFile ?? join(folder, 'keys.json');
  if (keysFile === undefined && !existsSync(keys)) return undefined;
  let seen: Entry | undefined;
  let hasTold = false;
  return {
    files: [join(folder, 'history'), keys],
    verify(sdl) {
      const { entries } = attempt(() => readHistory(readStoredEntries(folder), readKeys(keys)));
      requireLonger(entries, seen);
      const act = lastActOf(entries);
      if (act ? act.supergraph !== digestOf(sdl) : keysFile !== undefined) throw refused(unsigned(act));
      seen = entries.at(-1);
      if (act || hasTold) return;
      hasTold = true;
      onUnsigned?.();
    },
  };
}

/** Somebody who cut the history off would bring in force again what was in force long ago. */
function requireLonger(entries: readonly Entry[], seen: Entry | undefined): void {
  if (!seen || entries.some(({ signature }) => signature === seen.signature)) return;
  throw refused({
    en: `entry ${seen.number} of the registry's history is gone: restore it from a copy`,
    ar: `اختفى القيد ${seen.number} من تاريخ السجل: استعده من نسخة`,
  });
}

function unsigned(act: Entry | undefined): Record<'en' | 'ar', string> {
  if (!act)
    return {
      en: 'nothing in the registry was approved yet, so nobody signed for this supergraph: run wasl approve',
      ar: 'لم يُوافَق على شيء في السجل بعد، فلم يوقّع أحد على هذا المخطط: شغّل wasl approve',
    };
  const { number, subgraph } = act;
  if (act.supergraph === undefined)
    return {
      en: `entry ${number} of the registry is from before approvals were signed for the supergraph: approve ${subgraph} again`,
      ar: `القيد ${number} في السجل أقدم من توقيع الموافقات على المخطط: وافق على ${subgraph} ثانية`,
    };
  return {
    en: `it is not the one that entry ${number} of the registry was signed for: restore it from a copy${act.kind === 'approve' ? `, or run wasl approve ${subgraph}` : ''}`,
    ar: `ليس هذا المخطط الذي وُقّع عليه في القيد ${number} من السجل: استعده من نسخة${act.kind === 'approve' ? ` أو شغّل wasl approve ${subgraph}` : ''}`,
  };
}

/** What cannot be read or does not hold is a refusal, as any other of a supergraph. */
function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const en = cause instanceof Error ? cause.message : String(cause);
    throw refused({ en, ar: 'تعذّر التحقق من السجل' });
  }
}

function refused({ en, ar }: Record<'en' | 'ar', string>): WaslError {
  return new WaslError('SUPERGRAPH_REFUSED', { reason: `${en}. — ${ar}.`.replace('.. —', '. —') });
}
