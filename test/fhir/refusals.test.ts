import { WaslError } from '@wasl/schema/errors.ts';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { createFrontDoor } from '@wasl/gateway/fhir/frontDoor';
import { describe, expect, it, vi } from 'vitest';
import { startExchange } from '../gateway/pipeline/testExchange.ts';

function openDoor() {
  const { gateway, log } = startExchange();
  const error = vi.fn<(code: string) => void>();
  const observer = { stage: vi.fn<() => void>(), error };
  const asked = { headers: {}, id: 'r1', observer: observer as never, language: 'en' as const };
  return { door: createFrontDoor(gateway), gateway, log, error, asked };
}

describe('what the FHIR front door refuses by itself', () => {
  it('leaves through the pipeline: it is counted by its code, and told to the log of requests', async () => {
    const { door, gateway, error, asked } = openDoor();
    const request = {
      ...asked,
      method: 'POST' as const,
      path: '/metadata',
      query: new URLSearchParams(),
      baseUrl: 'http://fhir.test/fhir',
      address: '127.0.0.1',
      cancellation: new Cancellation(),
    };
    const { status, resource } = await door.answer(request);
    expect([status, resource['resourceType']]).toEqual([405, 'OperationOutcome']);
    expect(gateway.figures.errors.entries()).toEqual([[{ code: 'METHOD_NOT_ALLOWED' }, 1]]);
    expect(error.mock.calls).toEqual([['METHOD_NOT_ALLOWED']]);
  });

  it('is so too where it could not be read, in the words of the reader', async () => {
    const { door, gateway, asked } = openDoor();
    const says = { en: 'Not like this.', ar: 'ليس هكذا.' };
    const { status, headers, resource } = await door.refuse(
      new WaslError('UNSUPPORTED_MEDIA_TYPE', { header: 'content-type' }, { says }),
      { ...asked, headers: { 'accept-language': 'ar' }, language: 'ar' },
    );
    expect([status, headers]).toEqual([415, { accept: 'application/fhir+json, application/json' }]);
    expect(JSON.stringify(resource)).toContain(says.ar);
    expect(gateway.figures.errors.entries()).toEqual([[{ code: 'UNSUPPORTED_MEDIA_TYPE' }, 1]]);
  });

  it('tells nothing of an unexpected error but the id of its line in the log', async () => {
    const { door, gateway, log, asked } = openDoor();
    const { status, resource } = await door.refuse(new Error('the record of Sami'), asked);
    const [errorId, , requestId] = log.mock.calls[0] ?? [];
    expect([status, requestId]).toEqual([500, 'r1']);
    expect(JSON.stringify(resource)).not.toContain('Sami');
    expect(JSON.stringify(resource)).toContain(errorId);
    expect(gateway.figures.errors.entries()).toEqual([[{ code: 'INTERNAL_SERVER_ERROR' }, 1]]);
  });
});
