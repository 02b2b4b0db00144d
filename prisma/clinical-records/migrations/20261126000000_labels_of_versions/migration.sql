-- AlterTable
ALTER TABLE "clinical_record_version" ADD COLUMN     "confidentiality" TEXT,
ADD COLUMN     "lowered_because" TEXT,
ADD COLUMN     "sensitivities" TEXT[];

-- Versions have kept their labels in the whole row.
UPDATE "clinical_record_version" SET
    "confidentiality" = coalesce("row"->>'confidentiality', 'V'),
    "sensitivities" = ARRAY(SELECT jsonb_array_elements_text(coalesce("row"->'sensitivities', '[]'::jsonb)));

-- AlterTable
ALTER TABLE "clinical_record_version" ALTER COLUMN "confidentiality" SET NOT NULL;
