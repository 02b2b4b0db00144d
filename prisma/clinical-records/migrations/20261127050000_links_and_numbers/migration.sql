-- AlterTable
ALTER TABLE "clinical_record" ADD COLUMN     "encounter_id" UUID,
ADD COLUMN     "number" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "clinical_record_version" ADD COLUMN     "number" INTEGER NOT NULL DEFAULT 1;

-- Versions are counted among those that bear no more labels.
UPDATE "clinical_record_version" AS v SET "number" = 1 + (
    SELECT count(*) FROM "clinical_record_version" AS e
    WHERE e."id" = v."id" AND e."version" < v."version" AND e."sensitivities" <@ v."sensitivities"
      AND strpos('ULMNRV', e."confidentiality") <= strpos('ULMNRV', v."confidentiality"));

UPDATE "clinical_record" AS r SET "number" = 1 + (
    SELECT count(*) FROM "clinical_record_version" AS e
    WHERE e."id" = r."id" AND e."sensitivities" <@ r."sensitivities"
      AND strpos('ULMNRV', e."confidentiality") <= strpos('ULMNRV', r."confidentiality"))
WHERE r."version" > 1;

-- CreateIndex
CREATE INDEX "clinical_record_encounter_id_idx" ON "clinical_record"("encounter_id");
