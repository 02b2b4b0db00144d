ALTER TABLE "arrival" ADD COLUMN "on_hold" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "appointment" ADD COLUMN "on_hold" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "return_review" ADD COLUMN "facility_id" TEXT;
ALTER TABLE "return_review" ADD COLUMN "recorded_at" TIMESTAMPTZ(3);
CREATE INDEX "return_review_row_id_idx" ON "return_review"("row_id");
