CREATE TABLE "account_link" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "national_id" TEXT,
    "health_id" TEXT,
    "practitioner_id" TEXT,
    "facility_id" TEXT,
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

    CONSTRAINT "account_link_pkey" PRIMARY KEY ("id"),
    -- Whoever writes to this table: nothing is confirmed without a second person.
    CONSTRAINT "account_link_second_person" CHECK (
      "status" <> 'CONFIRMED' OR ("decided_by"->>'subject' IS NOT NULL AND "decided_by"->>'subject' <> "requested_by"->>'subject')
    )
);
CREATE INDEX "account_link_status_id_idx" ON "account_link"("status", "id");
CREATE INDEX "account_link_account_id_idx" ON "account_link"("account_id");
ALTER TABLE "account_link" ADD CONSTRAINT "account_link_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
