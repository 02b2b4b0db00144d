import { isWorkingDay, yearsBetween } from '../days.ts';
import { facilities, practitioners, staffOf } from '../facilities.ts';
import { demoToday } from '../population.ts';
import { vaccinationSchedule, vaccines } from '@wasl/terminology/vaccines';
import { allergensOf, reactionTo } from '@wasl/terminology/safety/allergyReactions';
import { type Dossier, dayOf, hourOf, type StoredRecord } from './dossier.ts';
import { conditions } from './illness.ts';
import { type PersonRule, unless } from './rule.ts';

const places = new Map(facilities().map((facility) => [facility.id, facility]));
const staff = new Map(practitioners().map((one) => [one.id, one]));

/** Who writes what: the specialties whose work a diagnosis is. Children under 15 are the paediatricians’. */
const specialtiesOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^F/, ['Psychiatry']],
  [/^(Z34|O)/, ['Obstetrics and gynaecology']],
  [/^(K35|K80)/, ['General surgery']],
  [/^(S|T)/, ['Emergency medicine']],
  [/./, ['General practice', 'Internal medicine', 'Cardiology']],
];

/** Visits: where, when, with whom. */
export const visitRules: readonly PersonRule[] = [
  {
    name: 'clinics see patients on working days from 8 to 15',
    source: 'Hours of Syrian public facilities: Sunday to Thursday',
    violations: ({ records }) =>
      encounters(records).flatMap(({ code, effective_at }) => {
        const hour = hourOf(effective_at);
        return unless(code !== 'AMB' || (isWorkingDay(dayOf(effective_at)) && hour >= 8 && hour < 15), effective_at);
      }),
  },
  {
    name: 'everything is written at a facility of the governorate, by somebody who works there',
    source: 'Common sense',
    violations: ({ person, records, prescriptions }) =>
      [...records, ...prescriptions].flatMap((one) => {
        const author = 'author_id' in one ? one.author_id : one.prescriber_id;
        return [
          ...unless(places.get(one.facility_id)?.governorate === person.governorate, `written at ${one.facility_id}`),
          ...unless(
            staffOf(one.facility_id).some(({ id }) => id === author),
            `${author} writes at ${one.facility_id}`,
          ),
        ];
      }),
  },
  {
    name: 'every record but a vaccination is of a visit, and lies within it',
    source: 'Common sense',
    violations: ({ records }) =>
      records.flatMap((record) => {
        if (record.kind === 'ENCOUNTER' || record.kind === 'IMMUNIZATION') return [];
        return unless(
          encounters(records).some((visit) => isWithin(record, visit)),
          `${record.kind} ${record.code}`,
        );
      }),
  },
  {
    name: 'visits end after they begin and do not overlap',
    source: 'Common sense',
    violations: ({ records }) => {
      const visits = encounters(records).toSorted((a, b) => a.effective_at.localeCompare(b.effective_at));
      return visits.flatMap((visit, place) => {
        const end = visit.content.endedAt ?? '';
        const next = visits[place + 1]?.effective_at ?? '9999';
        return unless(end > visit.effective_at && next > end, `${visit.effective_at} to ${end}`);
      });
    },
  },
  {
    name: 'diagnoses are made by those whose work they are',
    source: 'Specialties; children under 15 are paediatricians’',
    violations: ({ person, records }) =>
      conditions(records).flatMap(({ code, author_id, recorded_at }) => {
        const isChild = yearsBetween(person.birthDate, dayOf(recorded_at)) < 15;
        const grown = specialtiesOf.find(([pattern]) => pattern.test(code))?.[1] ?? [];
        const wanted = isChild && !/^(S|K35)/.test(code) ? ['Paediatrics'] : grown;
        const specialty = staff.get(author_id)?.specialty ?? 'none';
        return unless(wanted.includes(specialty), `${code} by ${specialty}`);
      }),
  },
  {
    name: 'who treats somebody has seen them, and nobody writes who did not treat them then',
    source: 'docs/authorization.md: a treatment relationship comes from visits',
    violations: ({ care, records, prescriptions }) => [
      ...care.flatMap(({ facilityId, since, endedOn }) => [
        ...unless(since <= (endedOn ?? demoToday), `${facilityId} since ${since} to ${endedOn}`),
        ...unless(
          records.some((one) => one.kind === 'ENCOUNTER' && one.facility_id === facilityId),
          `${facilityId} never saw the person`,
        ),
      ]),
      ...[...records, ...prescriptions].flatMap((one) => {
        const day = dayOf('recorded_at' in one ? one.recorded_at : one.prescribed_at);
        const isTreating = care.some(
          ({ facilityId, since, endedOn }) =>
            facilityId === one.facility_id && since <= day && day <= (endedOn ?? demoToday),
        );
        return unless(isTreating, `${one.facility_id} wrote on ${day}`);
      }),
    ],
  },
  {
    name: 'nobody has more than twelve visits that are told of',
    source: 'Attendance of public primary care (WHO HeRAMS): about two a year',
    violations: ({ records }) => unless(encounters(records).length <= 12, `${encounters(records).length} visits`),
  },
];

const schedule = vaccinationSchedule();
const atcOf = (cvx: string) => vaccines().get(cvx)?.atcCode;
/** Days before the age of the schedule at which a dose still counts: the Ministry’s centres open on five days a week. */
const earlyDays = 4;

/** Vaccinations, allergies, labels and consents. */
export const preventionRules: readonly PersonRule[] = [
  {
    name: 'doses are given at the ages of the national schedule or up to a hundred days later',
    source: 'subgraphs/terminology/data/cvx/vaccines.tsv',
    violations: ({ person, records }) =>
      vaccinations(records).flatMap(({ code, content, effective_at }) => {
        const days = yearsBetween(person.birthDate, dayOf(effective_at)) * 365.25;
        const isAdult = days >= 18 * 365;
        const due = schedule.filter(({ cvx, dose }) => atcOf(cvx) === code && dose === content.dose);
        const fits = due.some(({ ageDays }) => days >= ageDays - earlyDays && days <= ageDays + 100);
        return unless(isAdult || fits, `${code} dose ${content.dose} at ${(days / 30.4).toFixed(1)} months`);
      }),
  },
  {
    name: 'no dose is given twice, and later doses come four weeks or more after earlier ones',
    source: 'WHO position papers: minimum interval of four weeks',
    violations: ({ records }) => {
      const given = vaccinations(records);
      return given.flatMap((one, place) =>
        given.slice(place + 1).flatMap((other) => {
          if (one.code !== other.code) return [];
          const days = Math.abs(Date.parse(one.effective_at) - Date.parse(other.effective_at)) / 86_400_000;
          return unless(days >= 27, `${one.code} twice within ${days.toFixed(0)} days`);
        }),
      );
    },
  },
  {
    name: 'no vaccine is given before there was one: COVID-19 from spring 2021',
    source: 'WHO: COVAX deliveries to Syria, April 2021',
    violations: ({ records }) =>
      vaccinations(records).flatMap(({ code, effective_at }) =>
        unless(!code.startsWith('J07BN') || effective_at >= '2021-04', `${code} on ${effective_at}`),
      ),
  },
  {
    name: 'nurses vaccinate, in health centres and maternity wards',
    source: 'Expanded Programme on Immunization',
    violations: ({ records }) =>
      vaccinations(records).flatMap(({ author_id }) =>
        unless(staff.get(author_id)?.role === 'NURSE', `${author_id} vaccinates`),
      ),
  },
  {
    name: 'an allergy is to something known, and stands beside no statement that none is known',
    source: 'subgraphs/terminology/data/allergen/allergens.tsv',
    violations: ({ records }) => {
      const all = records.filter(({ kind }) => kind === 'ALLERGY_INTOLERANCE');
      const real = all.filter(({ code }) => code !== 'no-known-allergies');
      return [
        ...unless(real.length === 0 || real.length === all.length, 'allergic, and none known'),
        ...unless(all.length <= 1, `${all.length} statements`),
        ...real.flatMap(({ code, display_ar, display_en, content }) => {
          const found = allergensOf({
            code,
            substanceAtcCode: content.substanceAtcCode,
            texts: [display_ar, display_en],
          });
          return unless(found.allergens.length + found.medicines.length > 0, `allergic to ${code}`);
        }),
      ];
    },
  },
  {
    name: 'nothing is prescribed against an allergy',
    source: 'subgraphs/terminology/src/safety/allergyReactions.ts',
    violations: ({ records, prescriptions }, { medicines }) =>
      records
        .filter(({ kind, code }) => kind === 'ALLERGY_INTOLERANCE' && code !== 'no-known-allergies')
        .flatMap(({ code, content, display_ar, display_en }) =>
          prescriptions.flatMap(({ medication_id }) => {
            const allergy = { code, substanceAtcCode: content.substanceAtcCode, texts: [display_ar, display_en] };
            const reaction = reactionTo(medicines.get(medication_id)?.atcCode ?? '', allergy);
            return unless(reaction === undefined, `${medication_id} for one allergic to ${code}`);
          }),
        ),
  },
  {
    name: 'what is of the mind, of HIV or of violence is restricted, its visit and its medicine too',
    source: 'subgraphs/terminology/data/labels.tsv (HL7 v3-ActCode)',
    violations: ({ records, prescriptions }) => {
      const secret = /^(F|B20|B24|T74)/;
      const secretConditions = conditions(records).filter(({ code }) => secret.test(code));
      const visits = encounters(records).filter((visit) => secretConditions.some((one) => isWithin(one, visit)));
      const treated = prescriptions.filter(({ indication_code }) => secret.test(indication_code ?? ''));
      return [...secretConditions, ...visits, ...treated].flatMap((one) =>
        unless(
          /^[RV]$/.test(one.confidentiality) && one.sensitivities.length > 0,
          `${'code' in one ? one.code : one.medication_id} is ${one.confidentiality}`,
        ),
      );
    },
  },
  {
    name: 'what is of the body bears no label',
    source: 'subgraphs/terminology/data/labels.tsv',
    violations: ({ records }) =>
      conditions(records).flatMap(({ code, confidentiality }) =>
        unless(!/^[EIJKMNDHAGS]/.test(code) || confidentiality === 'N', `${code} is ${confidentiality}`),
      ),
  },
  {
    name: 'adults decide, and each consent has a ground in the record',
    source: 'docs/privacy.md',
    violations: ({ person, consents, care, records }) =>
      consents.flatMap(({ decision, facilityId }) => {
        const isGrown = yearsBetween(person.birthDate, demoToday) >= 18;
        const hasSecret = conditions(records).some(({ code }) => code.startsWith('F'));
        const hasLeft = care.some((one) => one.facilityId === facilityId && one.endedOn !== null);
        return unless(isGrown && (decision === 'DENY' ? hasSecret : hasLeft), `${decision} without a ground`);
      }),
  },
];

/** The visits of a record. */
export function encounters(records: Dossier['records']): StoredRecord[] {
  return records.filter(({ kind }) => kind === 'ENCOUNTER');
}

/** The vaccinations of a record. */
export function vaccinations(records: Dossier['records']): StoredRecord[] {
  return records.filter(({ kind }) => kind === 'IMMUNIZATION');
}

function isWithin({ recorded_at, facility_id }: StoredRecord, visit: StoredRecord): boolean {
  return (
    facility_id === visit.facility_id &&
    recorded_at >= visit.effective_at &&
    recorded_at <= (visit.content.endedAt ?? visit.effective_at)
  );
}
