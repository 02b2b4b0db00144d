CREATE TABLE "appointment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "health_id" CHAR(12) NOT NULL,
    "facility_id" TEXT NOT NULL,
    "practitioner_id" TEXT,
    "author_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "referral_id" UUID,
    "confidentiality" TEXT NOT NULL DEFAULT 'N',
    "sensitivities" TEXT[],
    "booked_by" JSONB NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,
    "moved_by" JSONB,
    "moved_at" TIMESTAMPTZ(3),
    "words" TEXT,

    CONSTRAINT "appointment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "appointment_status" CHECK ("status" IN ('PROPOSED', 'BOOKED', 'ARRIVED', 'FULFILLED', 'CANCELLED', 'NOSHOW')),
    CONSTRAINT "appointment_lasts" CHECK ("ends_at" > "starts_at")
);
CREATE INDEX "appointment_health_id_starts_at_id_idx" ON "appointment"("health_id", "starts_at" DESC, "id");
CREATE INDEX "appointment_facility_id_starts_at_id_idx" ON "appointment"("facility_id", "starts_at", "id");
CREATE INDEX "appointment_practitioner_id_starts_at_idx" ON "appointment"("practitioner_id", "starts_at");
