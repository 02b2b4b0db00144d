-- CreateTable
CREATE TABLE "draft" (
    "id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "medication_id" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shown_alert" (
    "id" UUID NOT NULL,
    "draft_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "medication_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "shown_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shown_alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_override" (
    "id" UUID NOT NULL,
    "prescription_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "category" TEXT,
    "confidentiality" TEXT NOT NULL,
    "sensitivities" TEXT[],
    "reason" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "facility_id" TEXT NOT NULL,
    "overridden_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_override_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "draft_created_at_idx" ON "draft"("created_at");

-- CreateIndex
CREATE INDEX "shown_alert_shown_at_idx" ON "shown_alert"("shown_at");

-- CreateIndex
CREATE INDEX "alert_override_prescription_id_idx" ON "alert_override"("prescription_id");
