import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { pharmacyIdOf } from '@wasl/pharmacy/pharmacyId';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { deniedCaller, testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { patient, pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const citizen = testCaller(['citizen'], { healthId: personas.citizen.healthId });
const nextYear = dayFromNow(365);
const somebodyElse = deniedCaller(['citizen'], { healthId: '000000000097' });

describe.each(databaseKinds)('the pharmacy graph, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  const ask = (query: string, variables: Record<string, unknown> = {}, caller = physician, language = 'en') =>
    pharmacy.subgraph.ask(query, variables, caller, language);
  const ofPatient = (healthId: string, selection: string, caller = physician, more: Record<string, unknown> = {}) =>
    ask(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { ${selection} } } }`,
      { of: [{ __typename: 'Patient', healthId, ...more }] },
      caller,
    );
  const setDay = (id: string, validUntil: string) =>
    pharmacy.subgraph.database.query('UPDATE prescription SET valid_until = $2 WHERE id = $1::uuid', [id, validUntil]);

  describe('medicines', () => {
    const search = async (text: string) => {
      const { data } = await ask(
        'query ($text: String) { medications(search: $text, first: 3) { edges { node { atcCode } } pageInfo { hasNextPage } } }',
        { text },
      );
      return data?.['medications'] as { edges: { node: { atcCode: string } }[]; pageInfo: { hasNextPage: boolean } };
    };

    it.each([
      ['warf', ['B01AA03']],
      ['وارفارين', ['B01AA03']],
      ['b01ac', ['B01AC04', 'B01AC06']],
      ['aspirin', ['B01AC06', 'N02BA01']],
      ['اسبرين', ['B01AC06', 'N02BA01']],
      ['Coumadin', ['B01AA03']],
      ['بانادول', ['N02BE01', 'N02BE01', 'N02BE01']],
      ['مضادات فيتامين K', ['B01AA03', 'B01AA07']],
      ['cap', ['C09AA01']],
      ['aspirin 81mg', ['B01AC06']],
      ['اسبرين ٥٠٠ ملغ', ['N02BA01']],
      ['gentamicin inj', ['J01GB03']],
      ['بنادول شراب', ['N02BE01']],
      ['ايبوبروفين معلق', ['M01AE01']],
      ['warfarin syrup', []],
      ['%', []],
      ['_', []],
    ])('are found by %s', async (text, codes) => {
      expect((await search(text)).edges.map(({ node }) => node.atcCode)).toEqual(codes);
    });

    it('come page by page, each once', async () => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { data }: { data?: unknown } = await ask(
          'query ($after: String) { medications(first: 7, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
          { after },
        );
        const { edges, pageInfo } = (data as MedicationPage).medications;
        seen.push(...edges.map(({ node }) => node.id));
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThanOrEqual(60);
    });

    it('refuse a page of 100,000', async () => {
      expect(await ask('{ medications(first: 100000) { edges { cursor } } }')).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'first', maximum: 100 } }],
      });
    });
  });

  describe('prescribing', () => {
    const wanted = {
      healthId: patient,
      medicationId: 'M-N02BE01',
      quantity: 20,
      dosage: 'one as needed',
      validUntil: nextYear,
    };

    it('writes once for each key', async () => {
      const input = { ...wanted, idempotencyKey: 'prescribe-once' };
      const first = await pharmacy.write('prescribe', input, physician);
      expect(first).toMatchObject({ code: undefined, data: { prescribe: { prescription: { status: 'ACTIVE' } } } });
      expect(await pharmacy.write('prescribe', input, physician)).toEqual(first);
      expect((await pharmacy.write('prescribe', { ...input, quantity: 21 }, physician)).code).toBe(
        'IDEMPOTENCY_KEY_REUSED',
      );
    });

    it.each([
      [{ healthId: '123456789012' }, 'HEALTH_ID_INVALID'],
      [{ medicationId: 'M-nothing' }, 'NOT_FOUND'],
      [{ quantity: 0 }, 'BAD_USER_INPUT'],
      [{ quantity: 1_001 }, 'BAD_USER_INPUT'],
      [{ dosage: ' ' }, 'BAD_USER_INPUT'],
      [{ validUntil: '2020-01-01' }, 'BAD_USER_INPUT'],
      [{ validUntil: `${nextYear.slice(0, 4)}-02-30` }, 'BAD_USER_INPUT'],
      [{ idempotencyKey: 'short' }, 'BAD_USER_INPUT'],
    ])('refuses %j', async (change, code) => {
      expect((await pharmacy.write('prescribe', { ...wanted, ...change }, physician)).code).toBe(code);
    });

    it('is for practitioners at a facility', async () => {
      expect((await pharmacy.write('prescribe', wanted, citizen)).code).toBe('FORBIDDEN');
    });
  });

  describe('alerts', () => {
    const healthId = person(501).healthId;
    const alerts = async (substances: { code: string; substanceAtcCode: string | null }[]) => {
      const answer = await ofPatient(
        healthId,
        'medicationAlerts { kind severity prescriptionId cause { messageAr messageEn } }',
        physician,
        { allergySubstances: substances.map((allergy) => ({ ...allergy, confidentiality: 'N', sensitivities: [] })) },
      );
      return (answer.data as { _entities: [{ medicationAlerts: unknown[] }] })._entities[0].medicationAlerts;
    };

    it('warn of what the gateway says the patient is allergic to, and of interactions, until the supply has ended or a clinician stops it', async () => {
      const amoxicillin = await pharmacy.prescribe({ healthId, medicationId: 'M-J01CA04', quantity: 10 });
      const warfarin = await pharmacy.prescribe({ healthId, medicationId: 'M-B01AA03' });
      const cotrimoxazole = await pharmacy.prescribe({ healthId, medicationId: 'M-J01EE01' });
      const found = await alerts([{ code: 'J01CA04', substanceAtcCode: 'J01CA04' }]);
      expect(found).toContainEqual({
        kind: 'ALLERGY',
        severity: 'SEVERE',
        prescriptionId: amoxicillin,
        cause: {
          messageAr: 'لدى المريض حساسية من هذا الدواء.',
          messageEn: 'The patient is allergic to this medicine.',
        },
      });
      expect(found).toContainEqual({
        kind: 'INTERACTION',
        severity: 'SEVERE',
        prescriptionId: cotrimoxazole,
        cause: {
          messageAr: 'سلفاميثوكسازول وتريميثوبريم يرفع تأثير وارفارين: نزف.',
          messageEn: 'Sulfamethoxazole and trimethoprim raises the effect of warfarin: bleeding.',
        },
      });
      const reason = 'Bleeding from the gums since Sunday';
      const run = async (name: string, prescriptionId: string, more = {}) =>
        expect((await pharmacy.write(name, { prescriptionId, reason, ...more }, physician)).code).toBeUndefined();
      const still = async () => JSON.stringify(await alerts([{ code: 'J01CA04', substanceAtcCode: 'J01CA04' }]));
      expect((await pharmacy.dispense(amoxicillin, 10, pharmacist())).code).toBeUndefined();
      expect((await pharmacy.dispense(warfarin, 10, pharmacist())).code).toBeUndefined();
      await run('cancelPrescription', warfarin);
      expect(await still()).toContain('warfarin');
      expect(await still()).toContain(amoxicillin);
      await pharmacy.subgraph.database.query('UPDATE prescription SET supply_ends_on = $2 WHERE id = $1::uuid', [
        amoxicillin,
        dayFromNow(-1),
      ]);
      await run('stopMedication', warfarin);
      expect(await still()).not.toContain(amoxicillin);
      // Warfarin acts on for five days.
      expect(await still()).toContain('warfarin');
      await pharmacy.subgraph.database.query('UPDATE prescription SET supply_ends_on = $2 WHERE id = $1::uuid', [
        warfarin,
        dayFromNow(-6),
      ]);
      expect(await still()).not.toContain('warfarin');
      expect((await pharmacy.write('stopMedication', { prescriptionId: warfarin, reason }, physician)).code).toBe(
        'CONFLICT',
      );
    });

    it('warn of ibuprofen while the patient has warfarin that was dispensed whole', async () => {
      const other = person(502).healthId;
      const warfarin = await pharmacy.prescribe({ healthId: other, medicationId: 'M-B01AA03', quantity: 30 });
      expect((await pharmacy.dispense(warfarin, 30, pharmacist())).code).toBeUndefined();
      const ibuprofen = await pharmacy.prescribe({ healthId: other, medicationId: 'M-M01AE01' });
      const read = await ofPatient(
        other,
        'medicationAlerts { severity prescriptionId cause { messageEn source } }',
        physician,
        {
          allergySubstances: [],
        },
      );
      expect(read.data).toEqual({
        _entities: [
          {
            medicationAlerts: [
              {
                severity: 'SEVERE',
                prescriptionId: ibuprofen,
                cause: {
                  messageEn: 'Warfarin with ibuprofen: the bleeding risks of both add up.',
                  source: 'WHO, FDA warfarin 7.3',
                },
              },
            ],
          },
        ],
      });
    });

    it('tell a pharmacist of a condition only what to do, and a physician why', async () => {
      const other = person(503).healthId;
      const id = await pharmacy.prescribe({ healthId: other, medicationId: 'M-A10BA02' });
      const kidney = { code: '98979-8', value: 25, unit: 'mL/min/{1.73_m2}', effectiveAt: new Date().toISOString() };
      const told = async (caller: typeof physician) => {
        const answer = await ofPatient(
          other,
          'medicationAlerts { kind severity prescriptionId cause { messageEn } }',
          caller,
          {
            allergySubstances: [],
            prescribingFacts: [{ ...kidney, confidentiality: 'N', sensitivities: [] }],
          },
        );
        return (answer.data as { _entities: [{ medicationAlerts: unknown[] }] })._entities[0].medicationAlerts;
      };
      expect(await told(pharmacist())).toEqual([{ kind: null, severity: 'SEVERE', prescriptionId: id, cause: null }]);
      expect(await told(physician)).toEqual([
        {
          kind: 'CONTRAINDICATION',
          severity: 'SEVERE',
          prescriptionId: id,
          cause: { messageEn: 'Metformin, eGFR 25 mL/min: lactic acidosis when the kidney fails.' },
        },
      ]);
    });
  });

  describe('dispensing', () => {
    it('gives part, then the rest, and refuses more, telling what is left', async () => {
      const id = await pharmacy.prescribe({ quantity: 30 });
      expect(await pharmacy.dispense(id, 20, pharmacist())).toMatchObject({
        data: { dispense: { dispense: { prescription: { status: 'ACTIVE', remainingQuantity: 10 } } } },
      });
      const refused = await pharmacy.write('dispense', { prescriptionId: id, quantity: 11 }, pharmacist(1), {}, 'ar');
      expect(refused.error).toMatchObject({
        message: 'صُرفت الكمية الموصوفة مسبقاً، هنا أو في صيدلية أخرى.',
        extensions: { code: 'PRESCRIPTION_EXHAUSTED', remaining: 10 },
      });
      expect(await pharmacy.dispense(id, 10, pharmacist(1))).toMatchObject({
        data: {
          dispense: {
            dispense: {
              pharmacy: { id: pharmacyIdOf(pharmacist(1).facilityId ?? '') },
              pharmacist: { id: pharmacist(1).practitionerId },
              prescription: {
                status: 'COMPLETED',
                remainingQuantity: 0,
                dispenses: [{ quantity: 10 }, { quantity: 20 }],
              },
            },
          },
        },
      });
    });

    it('refuses what was cancelled', async () => {
      const id = await pharmacy.prescribe();
      expect(await pharmacy.write('cancelPrescription', { prescriptionId: id }, physician)).toMatchObject({
        data: { cancelPrescription: { prescription: { status: 'CANCELLED' } } },
      });
      expect((await pharmacy.dispense(id, 1, pharmacist())).code).toBe('PRESCRIPTION_CANCELLED');
      expect((await pharmacy.write('cancelPrescription', { prescriptionId: id }, physician)).code).toBe(
        'PRESCRIPTION_CANCELLED',
      );
    });

    it('refuses what has expired', async () => {
      const id = await pharmacy.prescribe();
      await setDay(id, '2026-01-31');
      expect((await pharmacy.dispense(id, 1, pharmacist())).code).toBe('PRESCRIPTION_EXPIRED');
    });

    it.each([[0], [-5], [2_147_483_647]])('refuses a quantity of %i', async (quantity) => {
      expect((await pharmacy.dispense(await pharmacy.prescribe(), quantity, pharmacist())).code).toBe('BAD_USER_INPUT');
    });

    it('refuses an unknown prescription, and whoever is at no pharmacy', async () => {
      expect((await pharmacy.dispense('nothing', 1, pharmacist())).code).toBe('NOT_FOUND');
      const atHospital = { ...pharmacist(), facilityId: 'F-DI-001' };
      expect((await pharmacy.dispense(await pharmacy.prescribe(), 1, atHospital)).code).toBe('FORBIDDEN');
    });
  });

  describe('stock', () => {
    const received = { medicationId: 'M-P01CB01', batch: 'S-1', expiresOn: dayFromNow(30), quantity: 5 };

    it('leaves what expires first, then the next, and never what has expired', async () => {
      const caller = pharmacist(6);
      expect((await pharmacy.write('receiveStock', received, caller)).code).toBeUndefined();
      const [sooner, later, latest] = await pharmacy.stock('M-P01CB01', caller);
      await pharmacy.subgraph.database.query(
        `INSERT INTO stock_batch VALUES ($1, 'M-P01CB01', 'OLD', '2026-01-01', 9)`,
        [caller.facilityId],
      );
      const id = await pharmacy.prescribe({ medicationId: 'M-P01CB01', quantity: 8 });
      expect((await pharmacy.dispense(id, 8, caller)).code).toBeUndefined();
      expect(await pharmacy.stock('M-P01CB01', caller)).toEqual([
        { batch: 'OLD', quantity: 9 },
        { batch: sooner?.batch, quantity: 0 },
        { batch: later?.batch, quantity: (later?.quantity ?? 0) - 3 },
        latest,
      ]);
    });

    it('refuses a dispense that it cannot cover, and keeps the prescription whole', async () => {
      const caller = pharmacist(7);
      await pharmacy.subgraph.database.query('UPDATE stock_batch SET quantity = 3 WHERE pharmacy_id = $1', [
        caller.facilityId,
      ]);
      const id = await pharmacy.prescribe({ quantity: 10 });
      expect((await pharmacy.dispense(id, 7, caller)).code).toBe('STOCK_INSUFFICIENT');
      expect(await pharmacy.stock('M-N02BE01', caller)).toMatchObject([{ quantity: 3 }, { quantity: 3 }]);
      expect(await pharmacy.dispense(id, 6, caller)).toMatchObject({
        data: { dispense: { dispense: { prescription: { remainingQuantity: 4 } } } },
      });
    });

    it('is paged, what expires first coming first, and goes on behind a batch that was sold out meanwhile', async () => {
      const caller = pharmacist(5);
      for (let number = 0; number < 12; number += 1) {
        const batch = { ...received, batch: `P-${number}`, expiresOn: dayFromNow(40 + (number % 4)) };
        expect((await pharmacy.write('receiveStock', batch, caller)).code).toBeUndefined();
      }
      const query = `query($id: ID!, $after: String) { pharmacy(id: $id) { stock(first: 5, after: $after) {
        edges { node { batch expiresOn medication { id } quantity } } pageInfo { hasNextPage endCursor } } } }`;
      type Page = {
        edges: { node: { batch: string; expiresOn: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      const seen: { batch: string; expiresOn: string }[] = [];
      for (let after: string | null = null, isMore = true; isMore;) {
        const { data } = await pharmacy.subgraph.ask(query, { id: caller.facilityId, after }, caller);
        const { edges, pageInfo } = (data as { pharmacy: { stock: Page } }).pharmacy.stock;
        expect(edges.length).toBeLessThanOrEqual(5);
        seen.push(...edges.map(({ node }) => node));
        const last = edges.at(-1)?.node.batch;
        await pharmacy.subgraph.database.query(
          'UPDATE stock_batch SET quantity = 0 WHERE pharmacy_id = $1 AND batch = $2',
          [caller.facilityId, last],
        );
        after = pageInfo.endCursor;
        isMore = pageInfo.hasNextPage;
      }
      const days = seen.map(({ expiresOn }) => expiresOn);
      expect(days).toEqual(days.toSorted());
      expect(new Set(seen.map((batch) => JSON.stringify(batch))).size).toBe(seen.length);
      expect(seen.filter(({ batch }) => batch.startsWith('P-'))).toHaveLength(12);
    });

    it('grows a batch that is known, once for each key, unless its expiry differs', async () => {
      const caller = pharmacist(8);
      const twice = { ...received, idempotencyKey: 'received twice' };
      await pharmacy.write('receiveStock', twice, caller);
      await pharmacy.write('receiveStock', twice, caller);
      await pharmacy.write('receiveStock', received, caller);
      const stored = await pharmacy.stock('M-P01CB01', caller);
      expect(stored.find(({ batch }) => batch === 'S-1')?.quantity).toBe(10);
      const otherExpiry = { ...received, expiresOn: dayFromNow(60) };
      expect((await pharmacy.write('receiveStock', otherExpiry, caller)).code).toBe('CONFLICT');
    });

    it.each([
      [{ quantity: 0 }, 'BAD_USER_INPUT'],
      [{ batch: 'no spaces' }, 'BAD_USER_INPUT'],
      [{ expiresOn: '2020-01-01' }, 'BAD_USER_INPUT'],
      [{ medicationId: 'M-nothing' }, 'NOT_FOUND'],
    ])('refuses %j', async (change, code) => {
      expect((await pharmacy.write('receiveStock', { ...received, ...change }, pharmacist(9))).code).toBe(code);
    });

    it('is held at zero by the database itself', async () => {
      const { query } = pharmacy.subgraph.database;
      await expect(query('UPDATE stock_batch SET quantity = -1')).rejects.toThrow('stock_batch_quantity_check');
      await expect(query('UPDATE prescription SET dispensed = quantity + 1')).rejects.toThrow(
        'prescription_quantity_check',
      );
    });
  });

  describe('who reads', () => {
    const first = { healthId: person(0).healthId, ids: 'prescriptions { edges { node { id } } }' };

    it('a citizen reads her own prescriptions, others do not', async () => {
      expect(await ofPatient(first.healthId, first.ids, citizen)).toMatchObject({
        data: { _entities: [{ prescriptions: { edges: [{}, {}] } }] },
      });
      expect(await ofPatient(first.healthId, first.ids, somebodyElse)).toMatchObject({ data: { _entities: [null] } });
      expect(await ofPatient(first.healthId, first.ids, physician)).toMatchObject({
        data: { _entities: [{ prescriptions: { edges: [{}, {}] } }] },
      });
    });

    it('a prescription of somebody else is null, as an unknown one is', async () => {
      const id = await pharmacy.prescribe();
      const read = 'query ($id: ID!) { prescription(id: $id) { id } }';
      expect(await ask(read, { id }, physician)).toEqual({ data: { prescription: { id } } });
      expect(await ask(read, { id }, somebodyElse)).toEqual({ data: { prescription: null } });
      expect(await ask(read, { id: 'nothing' }, physician)).toEqual({ data: { prescription: null } });
    });
  });

  it('lists the newest first, page by page, with as many statements for 3 as for all prescriptions', async () => {
    for (let made = 0; made < 13; made += 1) await pharmacy.prescribe();
    const selection = (size: number, after = '') =>
      `prescriptions(first: ${size} ${after}) { edges { node { id prescribedAt medication { nameAr } dispenses { quantity pharmacy { id } } } } pageInfo { hasNextPage endCursor } }`;
    const { database } = pharmacy.subgraph;
    const counted = async (size: number) => {
      const before = database.countStatements();
      const { data } = await ofPatient(patient, selection(size));
      return { statements: database.countStatements() - before, page: readPage(data) };
    };
    const few = await counted(3);
    const many = await counted(60);
    expect(many.page.edges.length).toBeGreaterThanOrEqual(13);
    expect(many.statements).toBe(few.statements);
    const times = many.page.edges.map(({ node }) => node.prescribedAt);
    expect(times).toEqual(times.toSorted().toReversed());
    const next = await ofPatient(patient, selection(3, `after: "${few.page.pageInfo.endCursor}"`));
    expect([...few.page.edges, ...readPage(next.data).edges].map(({ node }) => node.id)).toEqual(
      many.page.edges.slice(0, 6).map(({ node }) => node.id),
    );
  });
});

interface MedicationPage {
  medications: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

interface PrescriptionPage {
  edges: { node: { id: string; prescribedAt: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

function readPage(data: unknown): PrescriptionPage {
  return (data as { _entities: [{ prescriptions: PrescriptionPage }] })._entities[0].prescriptions;
}
