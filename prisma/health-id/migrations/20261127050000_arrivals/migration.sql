-- CreateTable
CREATE TABLE "arrival" (
    "id" UUID NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "facility_id" TEXT NOT NULL,
    "visit" TEXT NOT NULL,
    "registered_by" JSONB NOT NULL,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "arrival_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "arrival_health_id_facility_id_arrived_at_idx" ON "arrival"("health_id", "facility_id", "arrived_at");
