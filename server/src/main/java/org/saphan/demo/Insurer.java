package org.saphan.demo;

import java.util.List;

/// An insurer. Codes and names are invented; the real ones are not needed to show an exchange.
record Insurer(String code, String nameTh, String nameEn) {

    private static final List<Insurer> ALL =
            List.of(
                    sample("X01", "ดาวเหนือ", "Northern Star"),
                    sample("X02", "ภูผา", "Mountain"),
                    sample("X03", "สายธาร", "Stream"),
                    sample("X04", "ร่มไทร", "Banyan Shade"),
                    sample("X05", "ทุ่งทอง", "Golden Field"),
                    sample("X06", "คลื่นทะเล", "Sea Wave"),
                    sample("X07", "ลมหนาว", "Cool Wind"),
                    sample("X08", "รุ่งอรุณ", "Daybreak"));

    static Insurer of(Vehicle vehicle) {
        return ALL.get((int) Math.floorMod(Shuffle.mix(2, vehicle.row()), (long) ALL.size()));
    }

    private static Insurer sample(String code, String nameTh, String nameEn) {
        return new Insurer(
                code,
                "บริษัท " + nameTh + "ประกันภัย (ตัวอย่าง) จำกัด",
                nameEn + " Insurance (Sample) Co., Ltd.");
    }
}
