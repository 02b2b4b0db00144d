ALTER TABLE "patient_merge" ADD COLUMN "survivor_ids" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Of merges that were taken back before, the record that it was merged into.
UPDATE "patient_merge" SET "survivor_ids" = ARRAY["into_health_id"::text] WHERE "undone_at" IS NOT NULL;
