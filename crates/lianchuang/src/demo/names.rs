//! Names of the demo: trees for organisations, 示例 in every name, so that nobody takes them for real.

use acts::scenario::Cast;

/// Trees, as aliases, Chinese and English.
pub const TREES: &[(&str, &str, &str)] = &[
    ("alder", "赤杨", "Alder"),
    ("birch", "白桦", "Birch"),
    ("cedar", "雪松", "Cedar"),
    ("dogwood", "山茱萸", "Dogwood"),
    ("elm", "榆树", "Elm"),
    ("fir", "冷杉", "Fir"),
    ("ginkgo", "银杏", "Ginkgo"),
    ("hazel", "榛树", "Hazel"),
    ("ilex", "冬青", "Ilex"),
    ("juniper", "刺柏", "Juniper"),
    ("katsura", "连香", "Katsura"),
    ("larch", "落叶松", "Larch"),
    ("maple", "槭树", "Maple"),
    ("nutmeg", "香榧", "Nutmeg"),
    ("oak", "栎树", "Oak"),
    ("pine", "青松", "Pine"),
    ("quince", "木瓜", "Quince"),
    ("rowan", "花楸", "Rowan"),
    ("spruce", "云杉", "Spruce"),
    ("tulip", "鹅掌楸", "Tulip"),
    ("ume", "青梅", "Ume"),
    ("viburnum", "荚蒾", "Viburnum"),
    ("willow", "垂柳", "Willow"),
    ("yew", "红豆杉", "Yew"),
    ("zelkova", "榉树", "Zelkova"),
    ("acacia", "合欢", "Acacia"),
    ("camphor", "香樟", "Camphor"),
    ("laurel", "月桂", "Laurel"),
    ("mulberry", "桑树", "Mulberry"),
    ("paulownia", "泡桐", "Paulownia"),
];

/// Fields of consortia, Chinese and English.
pub const FIELDS: &[(&str, &str)] = &[
    ("柔性光学薄膜", "Flexible Optical Films"),
    ("低温封装材料", "Low-temperature Packaging Materials"),
    ("手术导航装备", "Surgical Navigation Equipment"),
    ("车规传感器件", "Automotive Sensors"),
    ("高热容量射线管", "High Heat Capacity X-ray Tubes"),
    ("细胞培养耗材", "Cell Culture Consumables"),
    ("精密减速器", "Precision Reducers"),
    ("氮化镓功率器件", "Gallium Nitride Power Devices"),
    ("生物基纤维", "Bio-based Fibres"),
    ("工业视觉检测", "Industrial Vision Inspection"),
    ("核酸药物递送", "Nucleic Acid Delivery"),
    ("碳陶制动", "Carbon-ceramic Brakes"),
    ("微流控芯片", "Microfluidic Chips"),
    ("海底光缆接驳", "Submarine Cable Joints"),
    ("低空飞控系统", "Low-altitude Flight Control"),
    ("固态储能电芯", "Solid-state Storage Cells"),
    ("先进滤光膜", "Advanced Filter Coatings"),
    ("可降解植入物", "Degradable Implants"),
    ("高纯石英", "High-purity Quartz"),
    ("智能纺织装备", "Smart Textile Machinery"),
    ("磁悬浮压缩机", "Magnetic Bearing Compressors"),
    ("抗体偶联工艺", "Antibody Conjugation"),
    ("光子集成", "Photonic Integration"),
    ("高强铝合金", "High-strength Aluminium"),
    ("超声探头", "Ultrasound Probes"),
    ("边缘计算模组", "Edge Computing Modules"),
    ("数控机床主轴", "Machine Tool Spindles"),
    ("体外诊断试剂", "In-vitro Diagnostics"),
    ("电子级树脂", "Electronic-grade Resins"),
    ("服务机器人关节", "Service Robot Joints"),
    ("靶向放射药物", "Targeted Radiopharmaceuticals"),
    ("耐高温涂层", "High-temperature Coatings"),
    ("毫米波雷达", "Millimetre-wave Radar"),
    ("中空纤维膜", "Hollow Fibre Membranes"),
    ("协作装配单元", "Collaborative Assembly Cells"),
    ("疫苗佐剂", "Vaccine Adjuvants"),
    ("量子测量仪器", "Quantum Metrology"),
    ("钛合金增材", "Titanium Additive Manufacturing"),
    ("显示驱动芯片", "Display Driver Chips"),
    ("康复外骨骼", "Rehabilitation Exoskeletons"),
];

const SURNAMES: &[&str] = &[
    "林", "江", "石", "云", "山", "田", "叶", "温", "程", "柏", "乔", "苏", "顾", "陆", "沈", "钱",
    "唐", "方", "夏", "秋",
];

/// A fictitious person's name: a surname, 示例, a number.
pub fn person(number: usize) -> String {
    format!(
        "{}示例{:02}",
        SURNAMES[number % SURNAMES.len()],
        number / SURNAMES.len() + 1
    )
}

/// Names the officials and administrators before they come on stage.
pub fn name_people(cast: &mut Cast) {
    let policy = cast.rules.policies.editions.first().cloned();
    let mut number = 400;
    let mut name = |cast: &mut Cast, alias: String| {
        cast.name_person(&alias, &person(number));
        number += 1;
    };
    for alias in ["system@office", "security@office", "auditor@office"] {
        name(cast, alias.to_owned());
    }
    for expert in 1..=9 {
        name(cast, format!("expert{expert}@pool"));
    }
    let Some(policy) = policy else { return };
    for authority in &policy.authorities {
        let places: Vec<String> = match authority.scope {
            policy::Scope::Whole => vec![authority.key.to_string()],
            policy::Scope::Division => policy
                .terms("division")
                .iter()
                .map(|division| format!("{}.{}", authority.key, division.key))
                .collect(),
        };
        for place in places {
            name(cast, format!("officer@{place}"));
            name(cast, format!("leader@{place}"));
        }
    }
}
