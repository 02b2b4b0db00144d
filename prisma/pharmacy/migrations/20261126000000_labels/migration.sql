-- AlterTable
ALTER TABLE "prescription" ADD COLUMN     "confidentiality" TEXT,
ADD COLUMN     "indication_code" TEXT,
ADD COLUMN     "label_version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "sensitivities" TEXT[];

-- Prescriptions written before: what the medicines of the formulary imply by subgraphs/terminology/data/labels.tsv.
UPDATE "prescription" AS written SET
    "confidentiality" = coalesce(implied.confidentiality, 'N'),
    "sensitivities" = coalesce(implied.sensitivities, '{}')
FROM "medication"
LEFT JOIN (VALUES
    ('J05AR10', 'R', ARRAY['HIV']), ('G03AA07', 'R', ARRAY['SEX']), ('G04BE03', 'R', ARRAY['SEX']), ('N05AN01', 'R', ARRAY['PSY']),
    ('N05BA01', 'N', ARRAY['MH']), ('N06AB03', 'R', ARRAY['PSY']), ('N06AB06', 'R', ARRAY['PSY'])
) AS implied(atc_code, confidentiality, sensitivities) ON implied.atc_code = "medication"."atc_code"
WHERE "medication"."id" = written."medication_id";

-- A medicine that the formulary has lost says nothing: sealed until somebody looks.
UPDATE "prescription" SET "confidentiality" = 'V', "sensitivities" = '{}' WHERE "confidentiality" IS NULL;

-- AlterTable
ALTER TABLE "prescription" ALTER COLUMN "confidentiality" SET NOT NULL;

-- CreateTable
CREATE TABLE "prescription_labels" (
    "prescription_id" UUID NOT NULL,
    "label_version" INTEGER NOT NULL,
    "confidentiality" TEXT NOT NULL,
    "sensitivities" TEXT[],
    "reason" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author_id" TEXT NOT NULL,
    "facility_id" TEXT NOT NULL,

    CONSTRAINT "prescription_labels_pkey" PRIMARY KEY ("prescription_id","label_version")
);
