-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "clinical_record" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "code" TEXT NOT NULL,
    "display_ar" TEXT NOT NULL,
    "display_en" TEXT NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "author_id" TEXT NOT NULL,
    "facility_id" TEXT NOT NULL,
    "confidentiality" TEXT NOT NULL DEFAULT 'N',
    "sensitivities" TEXT[],
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "content" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "clinical_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clinical_record_version" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "row" JSONB NOT NULL,

    CONSTRAINT "clinical_record_version_pkey" PRIMARY KEY ("id","version")
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
CREATE INDEX "clinical_record_health_id_kind_effective_at_id_idx" ON "clinical_record"("health_id", "kind", "effective_at" DESC, "id");
