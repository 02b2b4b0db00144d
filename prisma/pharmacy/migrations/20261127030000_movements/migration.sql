-- AlterTable
ALTER TABLE "stock_batch" ADD COLUMN     "recalled_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "stock_movement" (
    "id" BIGSERIAL NOT NULL,
    "pharmacy_id" TEXT NOT NULL,
    "medication_id" TEXT NOT NULL,
    "batch" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "change" INTEGER NOT NULL,
    "wasted" INTEGER NOT NULL DEFAULT 0,
    "dispense_id" UUID,
    "prescription_id" UUID,
    "reason" TEXT,
    "author_id" TEXT NOT NULL,
    "moved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stock_movement_pharmacy_id_id_idx" ON "stock_movement"("pharmacy_id", "id" DESC);

-- CreateIndex
CREATE INDEX "stock_movement_dispense_id_idx" ON "stock_movement"("dispense_id");

-- CreateIndex
CREATE INDEX "stock_movement_prescription_id_idx" ON "stock_movement"("prescription_id");
