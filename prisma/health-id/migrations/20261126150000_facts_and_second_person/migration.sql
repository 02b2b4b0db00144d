-- Guardianships are kept, those that ended too.
ALTER TABLE "guardianship" DROP CONSTRAINT "guardianship_pkey",
ADD COLUMN     "id" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "recorded_actor" JSONB,
ADD COLUMN     "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "act_id" UUID,
ADD COLUMN     "on_hold" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "ended_actor" JSONB,
ADD COLUMN     "end_words" TEXT,
ADD CONSTRAINT "guardianship_pkey" PRIMARY KEY ("id");
CREATE INDEX "guardianship_guardian_id_idx" ON "guardianship"("guardian_id");

-- So are treatment relationships, each with its evidence. Those that stand were made when the patient was registered.
ALTER TABLE "treatment_relationship" DROP CONSTRAINT "treatment_relationship_pkey",
ADD COLUMN     "id" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'PATIENT',
ADD COLUMN     "evidence" TEXT,
ADD COLUMN     "recorded_actor" JSONB,
ADD COLUMN     "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "on_hold" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "ended_actor" JSONB,
ADD CONSTRAINT "treatment_relationship_pkey" PRIMARY KEY ("id"),
ADD CONSTRAINT "treatment_relationship_source" CHECK ("source" IN ('VISIT', 'REFERRAL', 'PATIENT', 'EMERGENCY'));
CREATE INDEX "treatment_relationship_health_id_idx" ON "treatment_relationship"("health_id");

ALTER TABLE "consent_directive" ADD COLUMN     "recorded_actor" JSONB,
ADD COLUMN     "on_hold" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "copy_of" UUID,
ADD COLUMN     "withdrawn_actor" JSONB;

ALTER TABLE "patient_identifier" ADD COLUMN     "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

CREATE TABLE "registrar_act" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "other_health_id" CHAR(12),
    "input" JSONB NOT NULL DEFAULT '{}',
    "score" DOUBLE PRECISION,
    "evidence_kind" TEXT NOT NULL,
    "evidence_reference" TEXT,
    "evidence_words" TEXT NOT NULL,
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),
    "decision_words" TEXT,

    CONSTRAINT "registrar_act_pkey" PRIMARY KEY ("id"),
    -- Whoever writes to this table: nothing is confirmed without a second person.
    CONSTRAINT "registrar_act_second_person" CHECK (
      "status" <> 'CONFIRMED' OR ("decided_by"->>'subject' IS NOT NULL AND "decided_by"->>'subject' <> "requested_by"->>'subject')
    )
);
CREATE INDEX "registrar_act_status_id_idx" ON "registrar_act"("status", "id");
CREATE INDEX "registrar_act_health_id_idx" ON "registrar_act"("health_id");

CREATE TABLE "notice" (
    "id" UUID NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notice_health_id_at_id_idx" ON "notice"("health_id", "at" DESC, "id");

CREATE TABLE "glass_session" (
    "id" UUID NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "subject" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "practitioner_id" TEXT NOT NULL,
    "facility_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "confirm_before" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "ended_by" JSONB,
    "outcome" TEXT,
    "reviewed_by" JSONB,
    "reviewed_at" TIMESTAMPTZ(3),
    "review_words" TEXT,

    CONSTRAINT "glass_session_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "glass_session_other_reviewer" CHECK ("outcome" IS NULL OR "reviewed_by"->>'subject' <> "subject")
);
CREATE INDEX "glass_session_health_id_idx" ON "glass_session"("health_id");
CREATE INDEX "glass_session_opened_at_id_idx" ON "glass_session"("opened_at", "id");

CREATE TABLE "return_review" (
    "id" UUID NOT NULL,
    "merge_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "row_id" TEXT NOT NULL,
    "copy_id" UUID,
    "survivor_id" CHAR(12) NOT NULL,
    "restored_id" CHAR(12) NOT NULL,
    "belongs_to" CHAR(12),
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "return_review_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "return_review_decided_at_id_idx" ON "return_review"("decided_at", "id");
