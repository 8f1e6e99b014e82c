(function () {
  "use strict";
  var form = document.getElementById("filters"), shown = document.getElementById("shown");
  var items = document.querySelectorAll("[data-verdict]"), families = document.querySelectorAll(".family");
  function apply() {
    var wanted = {}, count = 0;
    form.querySelectorAll("input").forEach(function (box) { wanted[box.name + " " + box.value] = box.checked; });
    items.forEach(function (item) {
      item.hidden = !(wanted["verdict " + item.dataset.verdict] && wanted["family " + item.dataset.family]);
      count += item.hidden ? 0 : 1;
    });
    families.forEach(function (family) { family.hidden = !family.querySelector("[data-verdict]:not([hidden])"); });
    document.body.classList.toggle("filtered", count < items.length);
    shown.textContent = shown.dataset.said.replace("{0}", count).replace("{1}", items.length);
  }
  // a link to what a filter hides shows it again, before the browser goes there
  function reveal(hash) {
    var target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target && target.closest("[hidden]")) { form.reset(); apply(); }
    return target;
  }
  form.addEventListener("change", apply);
  document.getElementById("gaps").addEventListener("click", function () {
    form.querySelectorAll("[name=verdict]").forEach(function (box) { box.checked = "gap" in box.dataset; });
    apply();
  });
  form.addEventListener("reset", function () { setTimeout(apply); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#']");
    if (link) { reveal(link.hash); }
  });
  form.hidden = false;
  apply();
  if (location.hash) { var target = reveal(location.hash); if (target) { target.scrollIntoView(); } }
})();
