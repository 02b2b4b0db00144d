import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { isJsonObject } from '../../core/jsonObject.ts';
import { unusable } from './parameters.ts';

/** Where a page ends. */
export interface PagePlace {
  /** Index among the types that are read; 0 where it is one. */
  type: number;
  /** The graph's own cursor, or how many of a list were given; null at the beginning of a type. */
  after: string | null;
}

/** Writes and reads places so that an address tells nothing of them: the graph's cursors hold times of records. */
export interface PageSeal {
  /** @param scope what the page is of: it opens for nothing else */
  seal(place: PagePlace, scope: string): string;
  /** @throws WaslError BAD_REQUEST for what this gateway, or one with the same secret, has not written for this scope */
  open(text: string, scope: string): PagePlace;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** @param secret the gateway's, which all gateways of one graph share; without one, a page opens in this process alone */
export function createPageSeal(secret: string | undefined): PageSeal {
  const key =
    secret === undefined ? randomBytes(32) : Buffer.from(hkdfSync('sha256', secret, '', 'wasl fhir pages', 32));
  return {
    seal(place, scope) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(scope));
      const text = Buffer.concat([cipher.update(JSON.stringify(place)), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
    },
    open(text, scope) {
      try {
        const bytes = Buffer.from(text, 'base64url');
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
        decipher.setAAD(Buffer.from(scope)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const opened = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
        return readPlace(JSON.parse(opened.toString()));
      } catch {
        throw unusable('_page');
      }
    },
  };
}

function readPlace(place: unknown): PagePlace {
  const { type, after } = isJsonObject(place) ? place : {};
  if (typeof type !== 'number' || (after !== null && typeof after !== 'string')) throw unusable('_page');
  return { type, after };
}
