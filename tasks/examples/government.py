"""云州市 as data: units with their other names, collective units, and who holds which post."""

from departments.models import DepartmentKind

G, P, V, C, B, M = (
    DepartmentKind.GOVERNMENT,
    DepartmentKind.PARTY,
    DepartmentKind.VERTICAL,
    DepartmentKind.COUNTY,
    DepartmentKind.COMPANY,
    DepartmentKind.MASS,
)

JURISDICTION = {"name": "云州市", "number_prefix": "云督"}

# name, kind, other names, account name, duties
UNITS: list[tuple[str, DepartmentKind, tuple[str, ...], str, str]] = [
    ("市发展改革委", G, ("市发展和改革委员会", "市发改委"), "fagai", "国民经济综合平衡、重大项目、能源、价格"),
    ("市工业和信息化局", G, ("市工信局",), "gongxin", "工业运行、技术改造、中小企业、产业链"),
    ("市科技局", G, ("市科学技术局",), "keji", "科技计划、高新技术企业、创新平台"),
    ("市财政局", G, (), "caizheng", "财政预算、专项资金、国有资产"),
    ("市人力资源社会保障局", G, ("市人社局", "市人力社保局"), "renshe", "就业、社会保险、技能人才"),
    ("市自然资源和规划局", G, ("市资规局",), "ziran", "国土空间规划、用地保障"),
    ("市住房城乡建设局", G, ("市住建局",), "zhujian", "住房保障、房地产市场、工程质量"),
    ("市交通运输局", G, ("市交通局",), "jiaotong", "公路水路建设、道路运输、物流"),
    ("市农业农村局", G, (), "nongye", "农业生产、乡村振兴"),
    ("市商务局", G, (), "shangwu", "内外贸易、招商引资、消费促进"),
    ("市文化广电旅游局", G, ("市文广旅局", "市文旅局"), "wenlv", "文化艺术、旅游、广播电视"),
    ("市卫生健康委", G, ("市卫健委",), "weijian", "医疗卫生、公共卫生"),
    ("市市场监管局", G, ("市市场监督管理局",), "shichang", "市场秩序、质量、计量、食品药品"),
    ("市数据局", G, (), "shuju", "政务数据、数字政府"),
    ("市行政审批局", G, ("市政务服务管理局",), "shenpi", "行政审批、政务服务"),
    ("市税务局", V, (), "shuiwu", "税费征管、税收优惠"),
    ("人民银行云州市分行", V, ("人行云州市分行",), "renhang", "信贷政策、支付结算"),
    ("国家金融监督管理总局云州监管分局", V, ("云州金融监管分局",), "jinrong", "银行业保险业监管"),
    ("市委组织部", P, ("市委组织部〔市委人才办〕", "市委人才办"), "zuzhi", "干部、人才工作"),
    ("市委金融办", P, (), "jinrongban", "地方金融协调"),
    ("市残联", M, ("市残疾人联合会",), "canlian", "残疾人就业、康复"),
    ("国网云州供电公司", B, (), "gongdian", "电网建设、供电保障"),
    ("市城市燃气集团", B, (), "ranqi", "燃气供应、管网运行"),
    ("市交通产业集团", B, (), "jiaotongjt", "交通基础设施投资建设"),
    ("东湖区人民政府", C, (), "donghu", ""),
    ("西山县人民政府", C, (), "xishan", ""),
    ("北岭市人民政府", C, (), "beiling", ""),
    ("云州高新区管委会", C, (), "gaoxin", ""),
]

# collective unit, its other names, members
ROSTERS: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    (
        "各县(市、区)人民政府",
        ("各县（市、区）人民政府", "各县(市、区)"),
        ("东湖区人民政府", "西山县人民政府", "北岭市人民政府"),
    ),
    ("市直有关部门", ("市有关部门", "市级有关部门"), ("市发展改革委", "市财政局", "市工业和信息化局", "市商务局")),
]

# account name, post: roles that belong to no unit
# whom to try first, in this order (`manage.py up` says what each sees)
FIRST_TO_TRY = ("ducha", "zhuren", "fagai", "fagai-fz", "gongxin", "shenji", "guanli")
POSTS: list[tuple[str, str, str]] = [
    ("ducha", "督查员（一科）", "supervisor"),
    ("ducha2", "督查员（二科）", "supervisor"),
    ("zhuren", "督查室主任", "leader"),
    ("shenji", "审计员", "auditor"),
    ("guanli", "系统管理员", "administrator"),
]
