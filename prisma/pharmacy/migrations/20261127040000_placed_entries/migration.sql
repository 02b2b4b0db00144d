-- CreateTable
CREATE TABLE "parted_merge" (
    "merge_id" UUID NOT NULL,
    "restored_id" CHAR(12) NOT NULL,
    "survivor_ids" TEXT[],
    "merged_at" TIMESTAMPTZ(3) NOT NULL,
    "parted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "parted_merge_pkey" PRIMARY KEY ("merge_id")
);

-- CreateTable
CREATE TABLE "placed_entry" (
    "merge_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "from_id" CHAR(12) NOT NULL,
    "belongs_to" CHAR(12) NOT NULL,
    "facility_id" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "placed_entry_pkey" PRIMARY KEY ("merge_id","entry_id")
);

-- CreateIndex
CREATE INDEX "placed_entry_from_id_idx" ON "placed_entry"("from_id");

-- CreateIndex
CREATE INDEX "placed_entry_belongs_to_idx" ON "placed_entry"("belongs_to");
