-- AlterTable
ALTER TABLE "prescription" ADD COLUMN     "encounter_id" UUID;

-- CreateIndex
CREATE INDEX "prescription_encounter_id_idx" ON "prescription"("encounter_id");
