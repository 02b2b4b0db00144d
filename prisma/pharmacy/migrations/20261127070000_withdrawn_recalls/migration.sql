ALTER TABLE "stock_batch" ADD COLUMN "own_recalled_at" TIMESTAMPTZ(3);

-- What a pharmacy called back by itself stays so when the country's recall is withdrawn.
UPDATE "stock_batch" b SET "own_recalled_at" = m.moved_at FROM (
  SELECT "pharmacy_id", "medication_id", "batch", max("moved_at") AS moved_at FROM "stock_movement" WHERE "kind" = 'RECALLED'
  GROUP BY "pharmacy_id", "medication_id", "batch"
) m WHERE m."pharmacy_id" = b."pharmacy_id" AND m."medication_id" = b."medication_id" AND m."batch" = b."batch";

ALTER TABLE "national_recall" ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3);
ALTER TABLE "national_recall" ADD COLUMN "withdrawn_by" TEXT;
ALTER TABLE "national_recall" ADD COLUMN "withdrawal_reason" TEXT;

-- A batch can be called back again after a recall was withdrawn. One in force at a time is held by a lock.
DROP INDEX "national_recall_medication_id_batch_key";
CREATE INDEX "national_recall_medication_id_batch_idx" ON "national_recall"("medication_id", "batch");
