ALTER TABLE "treatment_relationship" ADD COLUMN "left_at" TIMESTAMPTZ(3);
