import { immunizationCard } from '@wasl/clinical-records/immunizationCard';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

const given = (code: string, day: string) => ({ code, effectiveAt: new Date(`${day}T08:00:00Z`) });
const penta = 'J07CA11';

describe('the immunization card', () => {
  const statuses = (birthDate: string, today: string, vaccinations: ReturnType<typeof given>[] = []) =>
    immunizationCard(birthDate, vaccinations, today).map(
      ({ cvx, dose, status, dueOn }) => `${cvx}/${dose} ${status} ${dueOn}`,
    );

  it('has the 17 doses of the schedule, by age, with days of the calendar', () => {
    const card = statuses('2025-12-31', '2026-01-01');
    expect(card).toHaveLength(17);
    expect(card[0]).toBe('19/1 DUE 2025-12-31');
    expect(card).toContain('102/1 UPCOMING 2026-02-28');
    expect(card).toContain('03/1 UPCOMING 2026-12-31');
  });

  it('tells what is due, from the day, and late four weeks after', () => {
    const dose = (today: string) => statuses('2026-01-10', today).find((line) => line.startsWith('102/1'));
    expect(dose('2026-03-09')).toBe('102/1 UPCOMING 2026-03-10');
    expect(dose('2026-03-10')).toBe('102/1 DUE 2026-03-10');
    expect(dose('2026-04-07')).toBe('102/1 DUE 2026-03-10');
    expect(dose('2026-04-08')).toBe('102/1 OVERDUE 2026-03-10');
  });

  it('counts doses as they were given, and keeps four weeks between two', () => {
    const card = statuses('2026-01-10', '2026-06-20', [given(penta, '2026-06-01')]);
    expect(card).toContain('102/1 GIVEN 2026-03-10');
    expect(card).toContain('102/2 UPCOMING 2026-06-29');
    expect(card).toContain('102/3 UPCOMING 2026-07-27');
  });

  it('takes two entries of one day for one dose, and a vaccine that holds another for it', () => {
    const twice = statuses('2026-01-10', '2026-06-20', [given(penta, '2026-03-10'), given(penta, '2026-03-10')]);
    expect(twice).toContain('102/1 GIVEN 2026-03-10');
    expect(twice.find((line) => line.startsWith('102/2'))).toContain('OVERDUE');
    const hexavalent = statuses('2026-01-10', '2026-06-20', [given('J07CA09', '2026-03-10')]);
    expect(hexavalent).toContain('102/1 GIVEN 2026-03-10');
    expect(hexavalent).toContain('10/1 GIVEN 2026-03-10');
  });

  it('does not count a dose that was given too young, or too soon after another', () => {
    const early = statuses('2024-01-10', '2026-06-20', [given('J07BD52', '2024-07-15'), given(penta, '2024-01-20')]);
    expect(early).toContain('03/1 OVERDUE 2025-01-10');
    expect(early).toContain('102/1 OVERDUE 2024-03-10');
    const soon = statuses('2024-01-10', '2024-07-20', [given(penta, '2024-03-10'), given(penta, '2024-03-20')]);
    expect(soon).toContain('102/2 OVERDUE 2024-05-10');
    // Four days too soon are let pass.
    const nearly = statuses('2024-01-10', '2024-07-20', [given(penta, '2024-03-10'), given(penta, '2024-04-03')]);
    expect(nearly).toContain('102/2 GIVEN 2024-05-10');
    expect(statuses('2024-01-10', '2026-06-20', [given('J07BD52', '2024-10-10')])).toContain('03/1 GIVEN 2025-01-10');
  });

  it('tells the diphtheria and tetanus of a child from that of an adult, by age', () => {
    const card = statuses('2012-01-10', '2026-06-20', [given('J07AM51', '2018-02-01')]);
    expect(card).toContain('28/1 GIVEN 2018-01-10');
    expect(card).toContain('09/1 OVERDUE 2024-01-10');
    const both = statuses('2012-01-10', '2026-06-20', [given('J07AM51', '2018-02-01'), given('J07AM51', '2024-02-01')]);
    expect(both).toContain('09/1 GIVEN 2024-01-10');
    expect(statuses('2012-01-10', '2026-06-20', [given('J07AJ51', '2012-03-10')])).toContain(
      '01/1 TOO_LATE 2013-07-10',
    );
  });

  it('asks of no adult what is given to infants alone', () => {
    const card = statuses('1980-01-01', '2026-06-20');
    expect(card.find((line) => line.startsWith('19/1'))).toContain('TOO_LATE');
    expect(card.find((line) => line.startsWith('102/1'))).toContain('TOO_LATE');
    expect(card.find((line) => line.startsWith('09/1'))).toContain('OVERDUE');
  });

  describe('of a patient', () => {
    let clinic: TestClinic;
    beforeAll(async () => {
      clinic = await startTestClinic();
    });
    afterAll(() => clinic.stop());

    it('shows what was given with its lot, what else was given, and the next day', async () => {
      const { healthId } = person(700);
      const vaccine = {
        code: 'J07AN01',
        displayAr: 'لقاح السل',
        displayEn: 'BCG',
        effectiveAt: '2026-01-11T08:00:00Z',
      };
      await clinic.record('Immunization', healthId, { ...vaccine, lotNumber: 'B-77', manufacturer: 'SII' });
      await clinic.record('Immunization', healthId, { code: 'J07BB02', displayAr: 'نزلة', displayEn: 'Flu' });
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { immunizationCard {
        nextDueOn others { code } schedule { code display { en } dose status immunization { lotNumber manufacturer } } } } } }`;
      const ask = async (birthDate: string | null) => {
        const of = [{ __typename: 'Patient', healthId, healthIds: [healthId], birthDate }];
        const { data } = await clinic.subgraph.ask(text, { of }, physician);
        return (data as { _entities: { immunizationCard: Record<string, unknown[]> }[] })._entities[0]!
          .immunizationCard;
      };
      const card = await ask('2026-01-10');
      expect(card['schedule']![0]).toEqual({
        code: 'J07AN01',
        display: { en: 'BCG vaccine' },
        dose: 1,
        status: 'GIVEN',
        immunization: { lotNumber: 'B-77', manufacturer: 'SII' },
      });
      expect(card['others']).toEqual([{ code: 'J07BB02' }]);
      expect(card['nextDueOn']).toBe('2026-03-10');
      expect(await ask(null)).toMatchObject({ schedule: [], nextDueOn: null });
    });

    it('warns at each vaccine of an allergy that bears on it, in both languages, with what to do', async () => {
      const { healthId } = person(701);
      const typed = {
        code: 'other',
        substanceAtcCode: null,
        reaction: null,
        displayAr: 'حساسية',
        displayEn: 'Allergy',
      };
      const allergy = (more: object) => clinic.record('AllergyIntolerance', healthId, { ...typed, ...more });
      await allergy({ displayAr: 'حساسية شديدة من النيوميسين' });
      await allergy({ displayEn: 'Gelatine', criticality: 'HIGH' });
      await allergy({ displayAr: 'البيض', reaction: 'صدمة تأقية' });
      await allergy({ displayEn: 'Latex' });
      const card = await alertsAt(healthId);
      const severities = card['J07BD52']!.map(({ severity }) => severity);
      expect(severities).toEqual(['CONTRAINDICATED', 'CONTRAINDICATED', 'PRECAUTION', 'PRECAUTION']);
      expect(summaryOf(card['J07BD52']).toSorted()).toEqual([
        'CONTRAINDICATED: It holds traces of neomycin, to which an allergy is recorded.',
        'CONTRAINDICATED: Some products of it hold gelatine, to which an allergy is recorded.',
        'PRECAUTION: Its viruses are grown in cells of chick embryos; an allergy to egg is recorded.',
        'PRECAUTION: Some vials and syringes of vaccines have parts of natural rubber latex, to which an allergy is recorded.',
      ]);
      expect(summaryOf(card['J07BF03'])[0]).toMatch(/^CONTRAINDICATED: .*neomycin/);
      expect(summaryOf(card['J07CA11'])).toEqual([expect.stringMatching(/^PRECAUTION: .*latex/)]);
      expect(card['J07BD52']!.find(({ cause }) => cause?.messageEn.includes('gelatine'))).toEqual({
        severity: 'CONTRAINDICATED',
        messageAr: expect.stringMatching(/^لا يُعطَ هذا اللقاح/),
        messageEn: expect.stringMatching(/^Do not give this vaccine/),
        cause: {
          messageEn: expect.any(String),
          messageAr: 'في بعض مستحضراته جيلاتين، وقد سُجّلت حساسية منه.',
          actionAr: expect.stringMatching(/^لا يُعطى مستحضر فيه جيلاتين/),
          actionEn: expect.stringMatching(/^Do not give a product that holds gelatine/),
          source: 'FDA measles, mumps and rubella vaccine 4',
        },
      });
    });

    it('warns of a closed allergy without saying of which, and a guardian not at all', async () => {
      const { healthId } = person(702);
      const sealed = { confidentiality: 'V', code: 'NEOMYCIN', displayEn: 'Neomycin', substanceAtcCode: null };
      await clinic.record('AllergyIntolerance', healthId, { ...sealed, criticality: 'HIGH' });
      const other = { ...physician, practitionerId: 'P-000009' };
      const closed = { ...other, decision: { ...other.decision!, labels: [], hiddenLabels: ['V'] } };
      expect((await alertsAt(healthId, closed))['J07BD52']).toEqual([
        expect.objectContaining({ severity: 'CONTRAINDICATED', cause: null }),
      ]);
      expect(summaryOf((await alertsAt(healthId))['J07BD52'])[0]).toMatch(/neomycin/);
      const guardian = { ...closed, practitionerId: undefined, decision: { ...closed.decision, role: 'guardian' } };
      expect((await alertsAt(healthId, guardian))['J07BD52']).toEqual([]);
    });

    it('tells whoever may read no allergies nothing of them, and the rest of the card', async () => {
      const { healthId } = person(703);
      const ask = async (caller: typeof physician) => {
        const of = [{ __typename: 'Patient', healthId, healthIds: [healthId], birthDate: '2026-01-10' }];
        const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { immunizationCard {
          nextDueOn schedule { status allergyAlerts { severity } } } } } }`;
        return clinic.subgraph.ask(text, { of }, caller);
      };
      const categories = physician.decision!.categories!.filter((category) => category !== 'ALLERGIES');
      const refused = { ...physician, decision: { ...physician.decision!, categories } };
      const before = await ask(refused);
      await clinic.record('AllergyIntolerance', healthId, { code: 'NEOMYCIN', displayEn: 'Neomycin' });
      expect(await ask(refused)).toEqual(before);
      expect(before.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
      expect(JSON.stringify(before.data)).not.toContain('severity');
      expect(JSON.stringify(before.data)).toContain('OVERDUE');
    });

    interface Alert {
      severity: string;
      cause: { messageEn: string } | null;
    }

    /** Alerts at each vaccine, by ATC. */
    async function alertsAt(healthId: string, caller = physician): Promise<Record<string, Alert[]>> {
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { immunizationCard { schedule {
        code allergyAlerts { severity messageAr messageEn cause { messageAr messageEn actionAr actionEn source } } } } } } }`;
      const of = [{ __typename: 'Patient', healthId, healthIds: [healthId], birthDate: '2026-01-10' }];
      const { data, errors } = await clinic.subgraph.ask(text, { of }, caller);
      expect(errors).toBeUndefined();
      const found = data as {
        _entities: { immunizationCard: { schedule: { code: string; allergyAlerts: Alert[] }[] } }[];
      };
      return Object.fromEntries(
        found._entities[0]!.immunizationCard.schedule.map(({ code, allergyAlerts }) => [code, allergyAlerts]),
      );
    }

    function summaryOf(alerts: Alert[] | undefined): string[] {
      return (alerts ?? []).map(({ severity, cause }) => `${severity}: ${cause?.messageEn}`);
    }
  });
});
