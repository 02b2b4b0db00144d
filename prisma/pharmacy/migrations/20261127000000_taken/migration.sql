-- AlterTable
ALTER TABLE "prescription" ADD COLUMN     "cancel_reason" TEXT,
ADD COLUMN     "cancelled_by" TEXT,
ADD COLUMN     "stop_reason" TEXT,
ADD COLUMN     "stopped_at" TIMESTAMPTZ(3),
ADD COLUMN     "stopped_by" TEXT,
ADD COLUMN     "supply_ends_on" CHAR(10);

-- What was dispensed before: a unit a day, as subgraphs/pharmacy/src/supply.ts reckons without a structured dose.
UPDATE "prescription" AS written SET "supply_ends_on" = to_char(
    ("given"."last_at" AT TIME ZONE 'UTC' + INTERVAL '3 hours')::date
      + least(180, greatest(14, CASE WHEN "medication"."form" IN ('tablet', 'capsule') THEN "given"."units" ELSE 30 * "given"."units" END))::int - 1,
    'YYYY-MM-DD')
FROM (SELECT "prescription_id", max("dispensed_at") AS "last_at", sum("quantity")::int AS "units" FROM "dispense" GROUP BY 1) AS "given", "medication"
WHERE "given"."prescription_id" = written."id" AND "medication"."id" = written."medication_id";
