-- CreateEnum
CREATE TYPE "verification_level" AS ENUM ('SELF_DECLARED', 'DOCUMENT_CHECKED', 'IN_PERSON', 'BIOMETRIC');

-- CreateTable
CREATE TABLE "person" (
    "national_id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "given_ar" TEXT NOT NULL,
    "given_latin" TEXT NOT NULL,
    "father_ar" TEXT NOT NULL,
    "father_latin" TEXT NOT NULL,
    "mother_ar" TEXT NOT NULL,
    "mother_latin" TEXT NOT NULL,
    "mother_family_ar" TEXT NOT NULL,
    "mother_family_latin" TEXT NOT NULL,
    "family_ar" TEXT NOT NULL,
    "family_latin" TEXT NOT NULL,
    "birth_date" DATE NOT NULL,
    "verification_level" "verification_level" NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "governorate" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "entry_number" TEXT NOT NULL,
    "health_id" TEXT,

    CONSTRAINT "person_pkey" PRIMARY KEY ("national_id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "display_ar" TEXT NOT NULL,
    "display_en" TEXT NOT NULL,
    "roles" TEXT[],
    "verification_level" "verification_level" NOT NULL,
    "national_id" TEXT,
    "health_id" TEXT,
    "practitioner_id" TEXT,
    "facility_id" TEXT,
    "dependants" TEXT[],
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_event" (
    "id" TEXT NOT NULL,
    "national_id" TEXT NOT NULL,
    "level" "verification_level" NOT NULL,
    "evidence" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_event_pkey" PRIMARY KEY ("id")
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
CREATE UNIQUE INDEX "person_health_id_key" ON "person"("health_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_username_key" ON "account"("username");

-- CreateIndex
CREATE INDEX "account_national_id_idx" ON "account"("national_id");

-- CreateIndex
CREATE INDEX "verification_event_national_id_recorded_at_idx" ON "verification_event"("national_id", "recorded_at");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_national_id_fkey" FOREIGN KEY ("national_id") REFERENCES "person"("national_id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_event" ADD CONSTRAINT "verification_event_national_id_fkey" FOREIGN KEY ("national_id") REFERENCES "person"("national_id") ON DELETE RESTRICT ON UPDATE CASCADE;
