-- AlterTable
ALTER TABLE "prescription" ADD COLUMN     "dose" JSONB;
