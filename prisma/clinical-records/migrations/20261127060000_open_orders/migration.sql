-- CreateTable
CREATE TABLE "open_order" (
    "record_id" UUID NOT NULL,
    "facility_id" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "open_order_pkey" PRIMARY KEY ("record_id")
);

-- CreateIndex
CREATE INDEX "open_order_facility_id_rank_ordered_at_record_id_idx" ON "open_order"("facility_id", "rank", "ordered_at", "record_id");
