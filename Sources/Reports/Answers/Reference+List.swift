/// The publications behind what the program computes, by question.
extension Reference {
  // MARK: Rates and intervals

  static let wilson1927 = Reference(
    "wilson1927", ["Wilson, Edwin B."],
    "Probable inference, the law of succession, and statistical inference", 1927,
    .journal(
      "Journal of the American Statistical Association", volume: "22(158)", pages: "209–212"))
  static let hanley1983 = Reference(
    "hanley1983", ["Hanley, James A.", "Lippman-Hand, Abby"],
    "If nothing goes wrong, is everything all right? Interpreting zero numerators", 1983,
    .journal("JAMA", volume: "249(13)", pages: "1743–1745"))
  static let efron1993 = Reference(
    "efron1993", ["Efron, Bradley", "Tibshirani, Robert J."], "An Introduction to the Bootstrap",
    1993, .book(publisher: "Chapman & Hall"))
  static let hesterberg2015 = Reference(
    "hesterberg2015", ["Hesterberg, Tim C."],
    "What teachers should know about the bootstrap: resampling in the undergraduate statistics "
      + "curriculum", 2015,
    .journal("The American Statistician", volume: "69(4)", pages: "371–386"))
  static let holm1979 = Reference(
    "holm1979", ["Holm, Sture"], "A simple sequentially rejective multiple test procedure", 1979,
    .journal("Scandinavian Journal of Statistics", volume: "6(2)", pages: "65–70"))
  static let benjamini1995 = Reference(
    "benjamini1995", ["Benjamini, Yoav", "Hochberg, Yosef"],
    "Controlling the false discovery rate: a practical and powerful approach to multiple testing",
    1995,
    .journal(
      "Journal of the Royal Statistical Society: Series B", volume: "57(1)", pages: "289–300"))
  static let phipson2010 = Reference(
    "phipson2010", ["Phipson, Belinda", "Smyth, Gordon K."],
    "Permutation p-values should never be zero: calculating exact p-values when permutations are "
      + "randomly drawn", 2010,
    .journal(
      "Statistical Applications in Genetics and Molecular Biology", volume: "9(1)",
      pages: "Article 39"))

  // MARK: Shift

  static let gretton2012 = Reference(
    "gretton2012",
    [
      "Gretton, Arthur", "Borgwardt, Karsten M.", "Rasch, Malte J.", "Schölkopf, Bernhard",
      "Smola, Alexander",
    ], "A kernel two-sample test", 2012,
    .journal("Journal of Machine Learning Research", volume: "13", pages: "723–773"))
  static let lopezPaz2017 = Reference(
    "lopezpaz2017", ["Lopez-Paz, David", "Oquab, Maxime"],
    "Revisiting classifier two-sample tests", 2017,
    .proceedings("International Conference on Learning Representations", pages: nil))
  static let heusel2017 = Reference(
    "heusel2017",
    [
      "Heusel, Martin", "Ramsauer, Hubert", "Unterthiner, Thomas", "Nessler, Bernhard",
      "Hochreiter, Sepp",
    ], "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", 2017,
    .proceedings("Advances in Neural Information Processing Systems 30", pages: nil))
  static let kynkaanniemi2019 = Reference(
    "kynkaanniemi2019",
    ["Kynkäänniemi, Tuomas", "Karras, Tero", "Laine, Samuli", "Lehtinen, Jaakko", "Aila, Timo"],
    "Improved precision and recall metric for assessing generative models", 2019,
    .proceedings("Advances in Neural Information Processing Systems 32", pages: nil))
  static let venna2001 = Reference(
    "venna2001", ["Venna, Jarkko", "Kaski, Samuel"],
    "Neighborhood preservation in nonlinear projection methods: an experimental study", 2001,
    .proceedings("International Conference on Artificial Neural Networks", pages: "485–491"))
  static let binkowski2018 = Reference(
    "binkowski2018",
    ["Bińkowski, Mikołaj", "Sutherland, Danica J.", "Arbel, Michael", "Gretton, Arthur"],
    "Demystifying MMD GANs", 2018,
    .proceedings("International Conference on Learning Representations", pages: nil))
  static let szekely2013 = Reference(
    "szekely2013", ["Székely, Gábor J.", "Rizzo, Maria L."],
    "Energy statistics: a class of statistics based on distances", 2013,
    .journal("Journal of Statistical Planning and Inference", volume: "143(8)", pages: "1249–1272"))
  static let naeem2020 = Reference(
    "naeem2020",
    [
      "Naeem, Muhammad Ferjad", "Oh, Seong Joon", "Uh, Youngjung", "Choi, Yunjey", "Yoo, Jaejun",
    ], "Reliable fidelity and diversity metrics for generative models", 2020,
    .proceedings("International Conference on Machine Learning", pages: "7176–7185"))
  static let biggs2023 = Reference(
    "biggs2023", ["Biggs, Felix", "Schrab, Antonin", "Gretton, Arthur"],
    "MMD-FUSE: learning and combining kernels for two-sample testing without data splitting", 2023,
    .proceedings("Advances in Neural Information Processing Systems 36", pages: nil))

  // MARK: Clusters and projections

  static let arthur2007 = Reference(
    "arthur2007", ["Arthur, David", "Vassilvitskii, Sergei"],
    "k-means++: the advantages of careful seeding", 2007,
    .proceedings("ACM-SIAM Symposium on Discrete Algorithms", pages: "1027–1035"))
  static let lloyd1982 = Reference(
    "lloyd1982", ["Lloyd, Stuart P."], "Least squares quantization in PCM", 1982,
    .journal("IEEE Transactions on Information Theory", volume: "28(2)", pages: "129–137"))
  static let sculley2010 = Reference(
    "sculley2010", ["Sculley, D."], "Web-scale k-means clustering", 2010,
    .proceedings("International Conference on World Wide Web", pages: "1177–1178"))
  static let campello2013 = Reference(
    "campello2013", ["Campello, Ricardo J. G. B.", "Moulavi, Davoud", "Sander, Jörg"],
    "Density-based clustering based on hierarchical density estimates", 2013,
    .proceedings(
      "Pacific-Asia Conference on Knowledge Discovery and Data Mining", pages: "160–172"))
  static let rousseeuw1987 = Reference(
    "rousseeuw1987", ["Rousseeuw, Peter J."],
    "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis", 1987,
    .journal("Journal of Computational and Applied Mathematics", volume: "20", pages: "53–65"))
  static let tibshirani2001 = Reference(
    "tibshirani2001", ["Tibshirani, Robert", "Walther, Guenther", "Hastie, Trevor"],
    "Estimating the number of clusters in a data set via the gap statistic", 2001,
    .journal(
      "Journal of the Royal Statistical Society: Series B", volume: "63(2)", pages: "411–423"))
  static let hubert1985 = Reference(
    "hubert1985", ["Hubert, Lawrence", "Arabie, Phipps"], "Comparing partitions", 1985,
    .journal("Journal of Classification", volume: "2(1)", pages: "193–218"))
  static let mcInnes2018 = Reference(
    "mcinnes2018", ["McInnes, Leland", "Healy, John", "Melville, James"],
    "UMAP: uniform manifold approximation and projection for dimension reduction", 2018,
    .preprint(arXiv: "1802.03426"))
  static let vanDerMaaten2008 = Reference(
    "vandermaaten2008", ["van der Maaten, Laurens", "Hinton, Geoffrey"],
    "Visualizing data using t-SNE", 2008,
    .journal("Journal of Machine Learning Research", volume: "9", pages: "2579–2605"))

  // MARK: Encoders and labels

  static let caron2021 = Reference(
    "caron2021",
    [
      "Caron, Mathilde", "Touvron, Hugo", "Misra, Ishan", "Jégou, Hervé", "Mairal, Julien",
      "Bojanowski, Piotr", "Joulin, Armand",
    ], "Emerging properties in self-supervised vision transformers", 2021,
    .proceedings("IEEE/CVF International Conference on Computer Vision", pages: "9650–9660"))
  static let kornblith2019 = Reference(
    "kornblith2019",
    ["Kornblith, Simon", "Norouzi, Mohammad", "Lee, Honglak", "Hinton, Geoffrey"],
    "Similarity of neural network representations revisited", 2019,
    .proceedings("International Conference on Machine Learning", pages: "3519–3529"))
  static let song2012 = Reference(
    "song2012",
    [
      "Song, Le", "Smola, Alex", "Gretton, Arthur", "Bedo, Justin", "Borgwardt, Karsten",
    ], "Feature selection via dependence maximization", 2012,
    .journal("Journal of Machine Learning Research", volume: "13", pages: "1393–1434"))
  static let garrido2023 = Reference(
    "garrido2023",
    ["Garrido, Quentin", "Balestriero, Randall", "Najman, Laurent", "LeCun, Yann"],
    "RankMe: assessing the downstream performance of pretrained self-supervised representations "
      + "by their rank", 2023,
    .proceedings("International Conference on Machine Learning", pages: "10929–10974"))
  static let wang2020 = Reference(
    "wang2020", ["Wang, Tongzhou", "Isola, Phillip"],
    "Understanding contrastive representation learning through alignment and uniformity on the "
      + "hypersphere", 2020,
    .proceedings("International Conference on Machine Learning", pages: "9929–9939"))
  static let northcutt2021 = Reference(
    "northcutt2021", ["Northcutt, Curtis G.", "Jiang, Lu", "Chuang, Isaac L."],
    "Confident learning: estimating uncertainty in dataset labels", 2021,
    .journal("Journal of Artificial Intelligence Research", volume: "70", pages: "1373–1411"))
  static let guo2017 = Reference(
    "guo2017", ["Guo, Chuan", "Pleiss, Geoff", "Sun, Yu", "Weinberger, Kilian Q."],
    "On calibration of modern neural networks", 2017,
    .proceedings("International Conference on Machine Learning", pages: "1321–1330"))

  // MARK: Texts and masks

  static let radford2021 = Reference(
    "radford2021",
    ["Radford, Alec", "Kim, Jong Wook", "Hallacy, Chris", "Ramesh, Aditya", "Goh, Gabriel"]
      + ["others"], "Learning transferable visual models from natural language supervision", 2021,
    .proceedings("International Conference on Machine Learning", pages: "8748–8763"))
  static let wang2022 = Reference(
    "wang2022",
    ["Wang, Zifeng", "Wu, Zhenbang", "Agarwal, Dinesh", "Sun, Jimeng"],
    "MedCLIP: contrastive learning from unpaired medical images and text", 2022,
    .proceedings(
      "Conference on Empirical Methods in Natural Language Processing", pages: "3876–3887"))
  static let koleilat2024 = Reference(
    "koleilat2024",
    ["Koleilat, Taha", "Asgariandehkordi, Hojat", "Rivaz, Hassan", "Xiao, Yiming"],
    "MedCLIP-SAM: bridging text and image towards universal medical image segmentation", 2024,
    .proceedings(
      "Medical Image Computing and Computer Assisted Intervention (MICCAI)", pages: nil))
  static let oord2018 = Reference(
    "oord2018", ["van den Oord, Aaron", "Li, Yazhe", "Vinyals, Oriol"],
    "Representation learning with contrastive predictive coding", 2018,
    .preprint(arXiv: "1807.03748"))
  static let dice1945 = Reference(
    "dice1945", ["Dice, Lee R."],
    "Measures of the amount of ecologic association between species", 1945,
    .journal("Ecology", volume: "26(3)", pages: "297–302"))
  static let nikolov2021 = Reference(
    "nikolov2021",
    ["Nikolov, Stanislav", "Blackwell, Sam", "Zverovitch, Alexei", "Mendes, Ruheena"] + ["others"],
    "Clinically applicable segmentation of head and neck anatomy for radiotherapy: deep learning "
      + "algorithm development and validation study", 2021,
    .journal("Journal of Medical Internet Research", volume: "23(7)", pages: "e26151"))
  static let wilcoxon1945 = Reference(
    "wilcoxon1945", ["Wilcoxon, Frank"], "Individual comparisons by ranking methods", 1945,
    .journal("Biometrics Bulletin", volume: "1(6)", pages: "80–83"))
  static let petsiuk2018 = Reference(
    "petsiuk2018", ["Petsiuk, Vitali", "Das, Abir", "Saenko, Kate"],
    "RISE: randomized input sampling for explanation of black-box models", 2018,
    .proceedings("British Machine Vision Conference", pages: nil))
  static let zeiler2014 = Reference(
    "zeiler2014", ["Zeiler, Matthew D.", "Fergus, Rob"],
    "Visualizing and understanding convolutional networks", 2014,
    .proceedings("European Conference on Computer Vision", pages: "818–833"))
  static let adebayo2018 = Reference(
    "adebayo2018",
    [
      "Adebayo, Julius", "Gilmer, Justin", "Muelly, Michael", "Goodfellow, Ian", "Hardt, Moritz",
      "Kim, Been",
    ], "Sanity checks for saliency maps", 2018,
    .proceedings("Advances in Neural Information Processing Systems 31", pages: nil))
}
