-- AlterTable
ALTER TABLE "stock_movement" ALTER COLUMN "author_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "national_recall" (
    "id" UUID NOT NULL,
    "medication_id" TEXT NOT NULL,
    "batch" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "recalled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "national_recall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "national_recall_medication_id_batch_key" ON "national_recall"("medication_id", "batch");

-- CreateIndex
CREATE INDEX "stock_movement_medication_id_batch_idx" ON "stock_movement"("medication_id", "batch");
