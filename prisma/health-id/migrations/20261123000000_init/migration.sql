-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "patient" (
    "health_id" CHAR(12) NOT NULL,
    "merged_into" CHAR(12),
    "given_ar" TEXT NOT NULL,
    "given_latin" TEXT,
    "father_ar" TEXT NOT NULL,
    "father_latin" TEXT,
    "mother_ar" TEXT,
    "mother_latin" TEXT,
    "mother_family_ar" TEXT,
    "mother_family_latin" TEXT,
    "family_ar" TEXT NOT NULL,
    "family_latin" TEXT,
    "birth_date" CHAR(10) NOT NULL,
    "sex" TEXT NOT NULL,
    "governorate" TEXT NOT NULL,
    "phone" TEXT,
    "identity_assurance" TEXT NOT NULL,
    "usual_facility_id" TEXT,
    "match_keys" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "patient_pkey" PRIMARY KEY ("health_id")
);

-- CreateTable
CREATE TABLE "patient_identifier" (
    "issuer" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "health_id" CHAR(12) NOT NULL,

    CONSTRAINT "patient_identifier_pkey" PRIMARY KEY ("issuer","value")
);

-- CreateTable
CREATE TABLE "patient_merge" (
    "id" UUID NOT NULL,
    "from_health_id" CHAR(12) NOT NULL,
    "into_health_id" CHAR(12) NOT NULL,
    "merged_by" TEXT NOT NULL,
    "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_by" TEXT,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "patient_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "duplicate_review" (
    "id" UUID NOT NULL,
    "left_id" CHAR(12) NOT NULL,
    "right_id" CHAR(12) NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "duplicate_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guardianship" (
    "guardian_id" CHAR(12) NOT NULL,
    "dependant_id" CHAR(12) NOT NULL,

    CONSTRAINT "guardianship_pkey" PRIMARY KEY ("guardian_id","dependant_id")
);

-- CreateTable
CREATE TABLE "facility" (
    "id" TEXT NOT NULL,
    "name_ar" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "governorate" TEXT NOT NULL,

    CONSTRAINT "facility_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "practitioner" (
    "id" TEXT NOT NULL,
    "name_ar" TEXT NOT NULL,
    "name_latin" TEXT NOT NULL,
    "licence" TEXT NOT NULL,
    "specialty" TEXT,
    "facility_id" TEXT NOT NULL,

    CONSTRAINT "practitioner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "treatment_relationship" (
    "health_id" CHAR(12) NOT NULL,
    "facility_id" TEXT NOT NULL,
    "since" CHAR(10) NOT NULL,

    CONSTRAINT "treatment_relationship_pkey" PRIMARY KEY ("health_id","facility_id")
);

-- CreateTable
CREATE TABLE "consent_directive" (
    "id" UUID NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "decision" TEXT NOT NULL,
    "category" TEXT,
    "facility_id" TEXT,
    "role" TEXT,
    "until" TIMESTAMPTZ(3),
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_directive_pkey" PRIMARY KEY ("id")
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
CREATE INDEX "patient_merged_into_idx" ON "patient"("merged_into");

-- CreateIndex
CREATE INDEX "patient_match_keys_idx" ON "patient" USING GIN ("match_keys");

-- CreateIndex
CREATE INDEX "patient_identifier_health_id_idx" ON "patient_identifier"("health_id");

-- CreateIndex
CREATE INDEX "patient_merge_from_health_id_idx" ON "patient_merge"("from_health_id");

-- CreateIndex
CREATE INDEX "duplicate_review_status_id_idx" ON "duplicate_review"("status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "duplicate_review_left_id_right_id_key" ON "duplicate_review"("left_id", "right_id");

-- CreateIndex
CREATE INDEX "guardianship_dependant_id_idx" ON "guardianship"("dependant_id");

-- CreateIndex
CREATE INDEX "facility_governorate_type_idx" ON "facility"("governorate", "type");

-- CreateIndex
CREATE INDEX "consent_directive_health_id_idx" ON "consent_directive"("health_id");
