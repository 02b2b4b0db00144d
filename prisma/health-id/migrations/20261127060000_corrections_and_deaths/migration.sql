-- What is known of a person beyond names: how exactly the birth date, of which birth, found where, and a death.
ALTER TABLE "patient" ADD COLUMN     "address" TEXT,
ADD COLUMN     "birth_precision" TEXT NOT NULL DEFAULT 'DAY',
ADD COLUMN     "birth_order" INTEGER,
ADD COLUMN     "mother_id" CHAR(12),
ADD COLUMN     "found_at" TEXT,
ADD COLUMN     "deceased_on" CHAR(10),
ADD COLUMN     "death_recorded_at" TIMESTAMPTZ(3),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "match_version" INTEGER NOT NULL DEFAULT 0,
ADD CONSTRAINT "patient_birth_precision" CHECK ("birth_precision" IN ('DAY', 'MONTH', 'YEAR', 'ESTIMATED'));
CREATE INDEX "patient_mother_id_idx" ON "patient"("mother_id");
-- Finds the rows whose keys an older algorithm wrote.
CREATE INDEX "patient_match_version_idx" ON "patient"("match_version");

-- What a record said before it was corrected.
CREATE TABLE "patient_version" (
    "id" UUID NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "version" INTEGER NOT NULL,
    "said" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "evidence_kind" TEXT,
    "evidence_reference" TEXT,
    "act_id" UUID,
    "replaced_by" JSONB NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "patient_version_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "patient_version_health_id_version_key" ON "patient_version"("health_id", "version");

-- Numbers that were found not to be a person's.
CREATE TABLE "unlinked_identifier" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "health_id" CHAR(12) NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "unlinked_at" TIMESTAMPTZ(3) NOT NULL,
    "unlinked_by" JSONB NOT NULL,
    "words" TEXT NOT NULL,
    "act_id" UUID NOT NULL,

    CONSTRAINT "unlinked_identifier_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "unlinked_identifier_health_id_idx" ON "unlinked_identifier"("health_id");
