import type { AuditEvent } from '../events/auditEvent.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { EntryPlace } from './chainEntry.ts';

/** Texts of what many events have in common: who asks, what is asked for. */
const texts = new WeakMap<object, string>();

function textOf(shared: object): string {
  let text = texts.get(shared);
  if (text === undefined) texts.set(shared, (text = canonicalJson(shared)));
  return text;
}

/**
 * The canonical JSON of an event as an entry after another: as `canonicalJson` writes it, member by member in its order. Most of the text is
 * the same in each event of an operation and is written once.
 */
export function eventText(event: AuditEvent, sequence: number, { chain, hash: previous }: EntryPlace): string {
  const { code, consulted, facilityId, facilityName, ground, patient, policy, purpose, requestId, role, traceId } =
    event;
  let text = `{"action":"${event.action}","at":${JSON.stringify(event.at)},"caller":${textOf(event.caller)}`;
  text += `,"categories":${textOf(event.categories)},"chain":"${chain}"`;
  if (code !== undefined) text += `,"code":${JSON.stringify(code)}`;
  if (consulted !== undefined) text += `,"consulted":${textOf(consulted)}`;
  if (facilityId !== undefined) text += `,"facilityId":${JSON.stringify(facilityId)}`;
  if (facilityName !== undefined) text += `,"facilityName":${textOf(facilityName)}`;
  text += `,"fields":${textOf(event.fields)}`;
  if (ground !== undefined) text += `,"ground":"${ground}"`;
  text += `,"kind":"event","operation":${textOf(event.operation)},"outcome":"${event.outcome}"`;
  if (patient !== undefined) text += `,"patient":${JSON.stringify(patient)}`;
  if (policy !== undefined) text += `,"policy":${JSON.stringify(policy)}`;
  text += `,"previous":"${previous}"`;
  if (purpose !== undefined) text += `,"purpose":${JSON.stringify(purpose)}`;
  if (requestId !== undefined) text += `,"requestId":${JSON.stringify(requestId)}`;
  if (role !== undefined) text += `,"role":${JSON.stringify(role)}`;
  text += `,"sequence":${sequence}`;
  return traceId === undefined ? `${text}}` : `${text},"traceId":"${traceId}"}`;
}
