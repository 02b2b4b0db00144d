-- AlterTable
ALTER TABLE "consent_directive" ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3),
ADD COLUMN     "withdrawn_by" TEXT;

-- AlterTable
ALTER TABLE "guardianship" ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "ended_by" TEXT,
ADD COLUMN     "recorded_by" TEXT;

-- AlterTable
ALTER TABLE "treatment_relationship" ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "ended_by" TEXT,
ADD COLUMN     "recorded_by" TEXT;

-- CreateIndex
CREATE INDEX "patient_merge_into_health_id_idx" ON "patient_merge"("into_health_id");

-- CreateIndex
CREATE INDEX "practitioner_facility_id_idx" ON "practitioner"("facility_id");
