-- Referrals that are answered, and the treatment relationships that rest on them.
CREATE TABLE "referral" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "health_id" CHAR(12) NOT NULL,
    "from_facility_id" TEXT NOT NULL,
    "to_facility_id" TEXT NOT NULL,
    "specialty" TEXT,
    "priority" TEXT NOT NULL DEFAULT 'ROUTINE',
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'REQUESTED',
    "author_id" TEXT NOT NULL,
    "confidentiality" TEXT NOT NULL DEFAULT 'N',
    "sensitivities" TEXT[],
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),
    "decision_words" TEXT,
    "closed_by" JSONB,
    "closed_at" TIMESTAMPTZ(3),
    "closing_words" TEXT,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "referral_elsewhere" CHECK ("from_facility_id" <> "to_facility_id"),
    CONSTRAINT "referral_status" CHECK ("status" IN ('REQUESTED', 'ACCEPTED', 'DECLINED', 'CANCELLED', 'COMPLETED')),
    CONSTRAINT "referral_priority" CHECK ("priority" IN ('ROUTINE', 'URGENT', 'ASAP', 'STAT'))
);
CREATE INDEX "referral_health_id_requested_at_id_idx" ON "referral"("health_id", "requested_at" DESC, "id");
CREATE INDEX "referral_to_facility_id_status_requested_at_id_idx" ON "referral"("to_facility_id", "status", "requested_at" DESC, "id");

-- Relationships by referral of before rest on words alone, and last as they were to.
ALTER TABLE "treatment_relationship" ADD COLUMN "referral_id" UUID,
ADD COLUMN "has_aftermath" BOOLEAN NOT NULL DEFAULT true;
CREATE INDEX "treatment_relationship_referral_id_idx" ON "treatment_relationship"("referral_id");
