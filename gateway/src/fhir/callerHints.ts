import { isJsonObject } from '../core/jsonObject.ts';
import type { FhirRequest } from './exchange.ts';

/** Whether the request bears a token, good or not. */
export function hasToken({ headers }: Pick<FhirRequest, 'headers'>): boolean {
  return headers['authorization'] !== undefined;
}

/**
 * Whether the log of anybody is to be asked for rather than that of one's own record. It decides which operation is sent and nothing else:
 * the token is verified in the pipeline, and its scopes count there.
 */
export function actsAsAuditor({ headers }: Pick<FhirRequest, 'headers'>): boolean {
  const role = headers['x-wasl-role'];
  if (role !== undefined) return role === 'auditor';
  const payload = headers['authorization']?.split('.')[1];
  return payload !== undefined && scopeIn(payload).split(' ').includes('user/AuditEvent.rs');
}

function scopeIn(payload: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return isJsonObject(claims) && typeof claims['scope'] === 'string' ? claims['scope'] : '';
  } catch {
    return '';
  }
}
