-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "medication" (
    "id" TEXT NOT NULL,
    "atc_code" TEXT NOT NULL,
    "name_ar" TEXT NOT NULL,
    "name_latin" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "strength" TEXT NOT NULL,

    CONSTRAINT "medication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pharmacy" (
    "id" TEXT NOT NULL,

    CONSTRAINT "pharmacy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prescription" (
    "id" UUID NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "medication_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "dispensed" INTEGER NOT NULL DEFAULT 0,
    "dosage" TEXT NOT NULL,
    "valid_until" CHAR(10) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "prescribed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "prescriber_id" TEXT NOT NULL,
    "facility_id" TEXT NOT NULL,

    CONSTRAINT "prescription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispense" (
    "id" UUID NOT NULL,
    "prescription_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "pharmacy_id" TEXT NOT NULL,
    "pharmacist_id" TEXT NOT NULL,
    "dispensed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dispense_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_batch" (
    "pharmacy_id" TEXT NOT NULL,
    "medication_id" TEXT NOT NULL,
    "batch" TEXT NOT NULL,
    "expires_on" CHAR(10) NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "stock_batch_pkey" PRIMARY KEY ("pharmacy_id","medication_id","batch")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("subject","operation","key")
);

-- CreateTable
CREATE TABLE "seed_progress" (
    "id" TEXT NOT NULL,
    "done" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "seed_progress_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "prescription_health_id_prescribed_at_id_idx" ON "prescription"("health_id", "prescribed_at" DESC, "id");

-- CreateIndex
CREATE INDEX "dispense_prescription_id_idx" ON "dispense"("prescription_id");

-- What no bug above the database may get round
ALTER TABLE "prescription" ADD CONSTRAINT "prescription_quantity_check" CHECK ("quantity" > 0 AND "dispensed" >= 0 AND "dispensed" <= "quantity");
ALTER TABLE "stock_batch" ADD CONSTRAINT "stock_batch_quantity_check" CHECK ("quantity" >= 0);
